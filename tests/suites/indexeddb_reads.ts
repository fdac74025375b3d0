import { assert, assertEquals } from "@std/assert";
import { listRuns, type ListRunsOptions } from "../../mod.ts";
import { createLocalService, serviceSession } from "../../src/local.ts";
import type { LocalStore } from "../../src/local/store/store.ts";
import { range } from "../support/numbers.ts";
import { batchOf } from "../support/points.ts";
import { storeWalksSuite } from "./store_walks.ts";
import type { Register } from "./suite.ts";

const experimentName = "reads";
const PAGE = 100;

type Method = (...given: unknown[]) => unknown;

/** What `IDBObjectStore` and `IDBIndex` share. */
type Prototype = Record<string, Method | undefined>;

const READS = ["get", "getAll", "getAllKeys", "getAllRecords", "count", "openCursor"];

/** How a store in IndexedDB reads: in few requests, and in browsers without the newest of them too. */
export function indexedDbReadsSuite(
  test: Register,
  open: (name: string) => Promise<LocalStore>,
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

function prototypes(): readonly Prototype[] {
  // Only pages have them, and this project's types are not those of pages.
  const { IDBObjectStore, IDBIndex } = globalThis as unknown as Record<
    "IDBObjectStore" | "IDBIndex",
    { readonly prototype: Prototype }
  >;
  return [IDBObjectStore.prototype, IDBIndex.prototype];
}
