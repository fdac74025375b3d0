import { assert, assertEquals } from "@std/assert";
import { listRuns, type ListRunsOptions } from "../../mod.ts";
import { createLocalService, serviceSession } from "../../src/local.ts";
import { Database, type StoreStorage } from "../../src/local/store/indexeddb/database.ts";
import { createStores } from "../../src/local/store/indexeddb/schema.ts";
import { EMPTY_SUMMARY } from "../../src/local/store/running_summary.ts";
import type { LocalStore } from "../../src/local/store/store.ts";
import type { BrowserDatabase } from "../../src/ports/browser_storage.ts";
import { range } from "../support/numbers.ts";
import { batchOf, seriesOf } from "../support/points.ts";
import { storeWalksSuite } from "./store_walks.ts";
import type { Register } from "./suite.ts";

const experimentName = "reads";
const PAGE = 100;

export type Method = (...given: unknown[]) => unknown;

/** What `IDBObjectStore` and `IDBIndex` share. */
export type Prototype = Record<string, Method | undefined>;

const READS = ["get", "getAll", "getAllKeys", "getAllRecords", "count", "openCursor"];

/** How a store in IndexedDB reads: in few requests, and in browsers without the newest of them too. */
export function indexedDbReadsSuite(
  test: Register,
  open: (name: string) => Promise<LocalStore>,
  storage: StoreStorage,
): void {
  storeWalksSuite((name, body) => {
    test(`In a browser that reads backward row by row: ${name}`, async () => {
      const kept = prototypes().map((methods) => [methods, methods["getAllRecords"]] as const);
      for (const [methods] of kept) delete methods["getAllRecords"];
      try {
        await body();
      } finally {
        for (const [methods, method] of kept) methods["getAllRecords"] = method;
      }
    });
  }, open);

  test("A store of the second version has the points that are not finite, and counts on", async () => {
    const name = `reads-${crypto.randomUUID()}`;
    const counts = await writeSecondVersion(storage, name);
    const store = await open(name);
    const read = () =>
      store.read(async ({ points }) =>
        new Map(
          await Promise.all(
            [...counts.keys()].map(async (component) =>
              [component, await points.nonFinite(component)] as const
            ),
          ),
        )
      );
    assertEquals(await read(), counts);
    await store.write(async ({ points }) => {
      await points.put(seriesOf("run-0", "b", [NaN, 1]), 1);
      await points.put(seriesOf("run-2", "c", [Infinity, 1]), 1);
      await points.put(seriesOf("run-3", "c", [1]), 1);
    });
    const changed = new Map([...counts, ["run-0", new Map([["b", 1]])], [
      "run-2",
      new Map([["c", 3]]),
    ]]);
    assertEquals(await read(), changed);
    await store.close();
  });

  test("A first page of 100 runs takes no more requests than one of 20, by time, by name and under a condition", async () => {
    const store = await open(`reads-${crypto.randomUUID()}`);
    await fill(store);
    await using session = await serviceSession(createLocalService({ store }));
    const orders: readonly Partial<ListRunsOptions>[] = [
      {},
      { sortBy: "runName" },
      { sortOrder: "ascending" },
      { where: { "parameters.p": { gte: 0 } } },
    ];
    for (const order of orders) {
      const requestsOf = async (maxResults: number): Promise<number> => {
        const counted = countReads();
        const found = await Array.fromAsync(
          listRuns({ experimentName, session, maxResults, ...order }),
        );
        const requests = counted.stop();
        assertEquals(
          found.map(({ metrics }) => metrics["m"]?.last),
          range(maxResults).map(() => 1),
        );
        return requests;
      };
      const [few, many] = [await requestsOf(20), await requestsOf(PAGE)];
      assert(many <= few + 4 && many <= 20, `${few} and ${many}: ${JSON.stringify(order)}`);
    }
  });
}

/** Writes a database as the second version did, and returns the counts of each component. */
async function writeSecondVersion(
  { indexedDB, keyRanges }: StoreStorage,
  name: string,
): Promise<ReadonlyMap<string, ReadonlyMap<string, number>>> {
  const request = indexedDB.open(name, 2);
  request.onupgradeneeded = () => {
    const { transaction, result } = request;
    assert(transaction);
    createStores(result, transaction, 0);
    for (
      const [store, index] of [["series", "by_non_finite"], ["entities", "by_lookup"]] as const
    ) {
      // The platform's own has the method, which the library has no use for.
      const rows = transaction.objectStore(store) as unknown as { deleteIndex(n: string): void };
      rows.deleteIndex(index);
    }
  };
  const connection = await new Promise<BrowserDatabase>((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const database = new Database(name, keyRanges, connection);
  const counts = new Map<string, Map<string, number>>();
  await database.write(async (transaction) => {
    for (const index of range(20)) {
      const component = `run-${index}`;
      const ofComponent = new Map<string, number>();
      // Of the first rows of all, which had no such number; without any; and with some.
      for (const [metric, nonFinite] of [["a", undefined], ["b", 0], ["c", index % 3]] as const) {
        const row = { ...EMPTY_SUMMARY, component, name: metric, count: 9 };
        await transaction.put("series", { ...row, nonFinite });
        if (nonFinite) ofComponent.set(metric, nonFinite);
      }
      counts.set(component, ofComponent);
    }
  });
  await database.close();
  return counts;
}

/** Writes 200 runs with five metrics each. */
async function fill(store: LocalStore): Promise<void> {
  await store.write(async ({ entities, points }) => {
    const body = (name: string, more: object): Parameters<typeof entities.put>[1] => {
      return { key: name, parent: null, created: 1, modified: 1, body: more as never };
    };
    await entities.put("experiment", body(experimentName, { ExperimentName: experimentName }));
    const trial = body("group", { TrialName: "group", ExperimentName: experimentName });
    await entities.put("trial", { ...trial, parent: experimentName });
    for (const index of range(2 * PAGE)) {
      const key = `${experimentName}-r${String(index).padStart(4, "0")}`;
      const Tags = [{ Key: "sagemaker:trial-component-source", Value: "run" }];
      const Parameters = { p: { NumberValue: index } };
      const component = body(key, { TrialComponentName: key, Tags, Parameters });
      await entities.put("component", { ...component, created: index, modified: index });
      await entities.join("group", key);
      const rows = ["m", "a", "b", "c", "d"].map((name) => ({ name, value: 1, time: 1, step: 0 }));
      await points.put(batchOf(key, rows), 1);
    }
  });
}

/** Counts the requests that read. */
function countReads(): { stop(): number } {
  let count = 0;
  const undo: (() => void)[] = [];
  for (const methods of prototypes()) {
    for (const name of READS) {
      const method = methods[name];
      if (!method) continue;
      methods[name] = function (this: unknown, ...given: unknown[]): unknown {
        count++;
        return method.apply(this, given);
      };
      undo.push(() => methods[name] = method);
    }
  }
  return {
    stop() {
      for (const each of undo) each();
      return count;
    },
  };
}

/** What object stores and indexes share. */
export function prototypes(): readonly Prototype[] {
  // Only pages have them, and this project's types are not those of pages.
  const { IDBObjectStore, IDBIndex } = globalThis as unknown as Record<
    "IDBObjectStore" | "IDBIndex",
    { readonly prototype: Prototype }
  >;
  return [IDBObjectStore.prototype, IDBIndex.prototype];
}
