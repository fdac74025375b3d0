import { assert, assertEquals } from "@std/assert";
import { createLocalService, type LocalService } from "../../src/local/service.ts";
import type { StoreStorage } from "../../src/local/store/indexeddb/database.ts";
import { createStores, VERSION } from "../../src/local/store/indexeddb/schema.ts";
import { openIndexedDbStore } from "../../src/local/store/indexeddb.ts";
import type { LocalStore } from "../../src/local/store/store.ts";
import type { BrowserDatabase } from "../../src/ports/browser_storage.ts";
import { fillLineage, LINEAGE_CALLS, linked } from "../support/fill_lineage.ts";
import { prototypes } from "./indexeddb_reads.ts";
import type { Register } from "./suite.ts";

const OTHERS = 10_000;
/** Rows that an operation may read. A sweep for old files may come between. */
const MOST = 40;

const undocumentedBehavior = { uniqueArtifactNames: true };

/** How a store in IndexedDB finds lineage: by an index of each end and of names. */
export function indexedDbLookupsSuite(
  test: Register,
  open: (name: string) => Promise<LocalStore>,
  storage: StoreStorage,
): void {
  test("An operation on lineage reads few rows in a store with 10,000 other associations and artifacts", async () => {
    const store = await open(`lookups-${crypto.randomUUID()}`);
    await using service = createLocalService({ store, undocumentedBehavior });
    await fillLineage(store, OTHERS);
    let all = 0;
    for (const [operation, input, code] of LINEAGE_CALLS) {
      const counted = countRows();
      const { body } = await call(service, operation, input);
      const rows = counted.stop();
      assertEquals(body["__type"], code, `${operation} ${JSON.stringify(body)}`);
      assert(rows <= MOST, `${operation} ${JSON.stringify(input)}: ${rows} rows`);
      all += rows;
    }
    assert(all > LINEAGE_CALLS.length, `${all} rows`);
  });

  test("A store of the third version is upgraded: associations and names are found", async () => {
    const name = `lookups-${crypto.randomUUID()}`;
    await writeThirdVersion(storage, name);
    await using service = createLocalService({ store: await open(name), undocumentedBehavior });
    const answer = await linked((operation, input) => call(service, operation, input));
    assertEquals(answer, ["artifact/of-run", "artifact/used"]);
    for (const [operation, input, code] of LINEAGE_CALLS) {
      const { body } = await call(service, operation, input);
      assertEquals(body["__type"], code, `${operation} ${JSON.stringify(body)}`);
    }
  });
}

async function call(
  { fetch }: LocalService,
  operation: string,
  input: object,
): Promise<{ readonly body: Readonly<Record<string, unknown>> }> {
  const answer = await fetch(
    new Request("http://runlog.local/", {
      method: "POST",
      headers: { "x-amz-target": `SageMaker.${operation}` },
      body: JSON.stringify(input),
    }),
  );
  return { body: await answer.json() };
}

/** Writes a database as the third version did: its rows have no lookups, and it no index of them. */
async function writeThirdVersion(storage: StoreStorage, name: string): Promise<void> {
  const { indexedDB } = storage;
  const filled = `${name}-now`;
  const store = await openIndexedDbStore({ name: filled, storage });
  await fillLineage(store, 1_500);
  await store.close();
  const now = await opened(indexedDB.open(filled, VERSION));
  const rows = await answered(
    now.transaction(["entities"], "readonly").objectStore("entities").getAll(),
  );
  now.close();
  const request = indexedDB.open(name, 3);
  request.onupgradeneeded = () => {
    const { transaction, result } = request;
    assert(transaction);
    createStores(result, transaction, 0);
    const entities = transaction.objectStore("entities");
    // The platform's own has the method, which the library has no use for.
    (entities as unknown as { deleteIndex(n: string): void }).deleteIndex("by_lookup");
    for (const { lookup: _, ...row } of rows as readonly Record<string, unknown>[]) {
      entities.put(row);
    }
  };
  (await opened(request)).close();
}

interface Request {
  readonly result: unknown;
  onsuccess: unknown;
  onerror: unknown;
}

function answered(request: Request): Promise<unknown> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = reject;
  });
}

async function opened(request: Request): Promise<BrowserDatabase> {
  // What a request to open answers.
  return await answered(request) as BrowserDatabase;
}

/** Counts the rows and keys that are read. */
function countRows(): { stop(): number } {
  let count = 0;
  const undo: (() => void)[] = [];
  for (const methods of prototypes()) {
    for (const name of ["get", "getAll", "getAllKeys", "getAllRecords", "openCursor"]) {
      const method = methods[name];
      if (!method) continue;
      methods[name] = function (this: unknown, ...given: unknown[]): unknown {
        // The platform's own: a cursor answers once for each row.
        const request = method.apply(this, given) as EventTarget & { readonly result: unknown };
        request.addEventListener("success", () => {
          const { result } = request;
          count += Array.isArray(result) ? result.length : Number(Boolean(result));
        });
        return request;
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
