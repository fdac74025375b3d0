import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { StoreError } from "../../src/local/store/errors.ts";
import { openIndexedDbStore } from "../../src/local/store/indexeddb.ts";
import { openDatabase, type StoreStorage } from "../../src/local/store/indexeddb/database.ts";
import { sweepFiles } from "../../src/local/store/indexeddb/files.ts";
import { pointTables } from "../../src/local/store/indexeddb/points.ts";
import { removeSlice } from "../../src/local/store/indexeddb/removal.ts";
import { seriesOf } from "../support/points.ts";
import type { BrowserDatabases, BrowserRequest } from "../../src/ports/browser_storage.ts";
import type { LocalStore } from "../../src/local/store/store.ts";
import type { WalkProperty } from "../../src/local/store/walk.ts";
import { counted, countOne } from "./store.ts";
import type { Register } from "./suite.ts";

const WEEK = 7 * 24 * 3600;

/** What a store in IndexedDB does beside what every store does. */
export function indexedDbSuite(
  test: Register,
  open: (name: string) => Promise<LocalStore>,
  storage: StoreStorage,
): void {
  test("Transactions of two openings wait for each other", async () => {
    const name = newName();
    const stores = [await open(name), await open(name)];
    await Promise.all(
      Array.from({ length: 20 }, () => stores.map((store) => store.write(countOne))).flat(),
    );
    for (const store of stores) {
      assertEquals(await store.read(counted), 40);
      await store.close();
    }
  });

  test("A store that is closed, or of a newer version, says so by its name", async () => {
    const name = newName();
    const store = await open(name);
    await store.close();
    const closed = await assertRejects(() => store.write(countOne), StoreError, name);
    assertEquals([closed.folder, closed.name], [name, "StoreError"]);
    await openVersion(storage.indexedDB, name, 99);
    await assertRejects(() => open(name), StoreError, "Use a newer runlog");
  });

  test("A store lets a newer page go on, and says that it is closed", async () => {
    const name = newName();
    const store = await open(name);
    await openVersion(storage.indexedDB, name, 99);
    await assertRejects(() => store.read(counted), StoreError, `Cannot use store "${name}"`);
  });

  test("Work that waits for anything but the tables fails by name, and keeps what it wrote before", async () => {
    const store = await open(newName());
    const write = store.write(async ({ objects }) => {
      await objects.createBucket("early", 1);
      await new Promise((resolve) => setTimeout(resolve, 20));
      await objects.createBucket("late", 1);
    });
    await assertRejects(() => write, StoreError, "Cannot use store");
    const buckets = await store.read(({ objects }) => objects.buckets());
    assertEquals(buckets.map(({ name }) => name), ["early"]);
    await store.close();
  });

  test("A store that the browser deleted is reported once, at the next opening", async () => {
    const name = newName();
    const notices: string[] = [];
    const openAgain = (): Promise<LocalStore> =>
      openIndexedDbStore({ name, storage, onDamage: (notice) => void notices.push(notice) });
    await (await openAgain()).close();
    await (await openAgain()).close();
    assertEquals(notices, []);
    await deleteDatabase(storage.indexedDB, name);
    await (await openAgain()).close();
    await (await openAgain()).close();
    assertEquals(notices.length, 1);
    assertStringIncludes(notices[0] ?? "", `Store "${name}" is empty`);
  });

  test("A store of the first version is walked along its new indexes once it is opened, and nothing of it is lost", async () => {
    const name = newName();
    await writeFirstVersion(storage.indexedDB, name);
    const notices: string[] = [];
    const openAgain = (): Promise<LocalStore> =>
      openIndexedDbStore({ name, storage, onDamage: (notice) => void notices.push(notice) });
    // Two pages open it at once.
    const [store, other] = await Promise.all([openAgain(), openAgain()]);
    const orders: readonly WalkProperty[] = [
      { kind: "created" },
      { kind: "modified" },
      { kind: "name" },
      { kind: "parameter", name: "lr" },
      { kind: "metric", name: "loss", statistic: "Last" },
      { kind: "metric", name: "loss", statistic: "Min" },
      { kind: "metric", name: "loss", statistic: "Max" },
    ];
    for (const by of orders) {
      const walk = { by, descending: false, conditions: [], limit: 99 };
      const found = await store.read(({ walks }) => walks?.components(walk));
      const keys = found?.components.map(({ entity }) => entity.key);
      assertEquals(keys, ["a", "b"], JSON.stringify(by));
    }
    assertEquals(notices.length, 1);
    assertStringIncludes(notices[0] ?? "", "the component damaged is omitted");
    await store.close();
    await other.close();
  });

  test("The points of a long run go at most 200 rows per transaction, and all of them before the store is closed", async () => {
    const name = newName();
    const store = await open(name);
    const rows = 450;
    const values = Array.from({ length: rows * 256 }, (_, step) => step);
    await store.write(({ points }) => points.put(seriesOf("run", "loss", values), 1));
    const database = await openDatabase(name, storage, () => {});
    const count = () => database.read((transaction) => transaction.count("points"));
    assertEquals(await count(), rows);
    // Without a store whose upkeep would go on.
    await database.write(async (transaction) => {
      await pointTables(transaction, () => {}).remove("run");
    });
    assertEquals(await count(), rows - 200);
    assertEquals(await database.write(removeSlice), true);
    assertEquals(await count(), rows - 400);
    assertEquals(await database.write(removeSlice), false);
    assertEquals(await count(), 0);
    await store.write(({ points }) => points.put(seriesOf("run", "loss", values), 2));
    await store.write(({ points }) => points.remove("run"));
    await store.close();
    assertEquals(await count(), 0);
    await database.close();
  });

  test("Old files that no object has are removed at an opening, and no other", async () => {
    const name = newName();
    const store = await open(name);
    const files = await Promise.all(
      ["object", "part", "left"].map((text) => store.files.write(new Blob([text]).stream())),
    );
    const [object, part, left] = files.map(({ file }) => file);
    assert(object !== undefined && part !== undefined && left !== undefined);
    const stored = { size: 1, etag: "e", headers: {}, created: 1 };
    await store.write(async ({ objects }) => {
      await objects.put("demo", { ...stored, key: "k", file: object });
      await objects.putPart("u", { number: 1, size: 1, etag: "e", file: part });
    });
    const database = await openDatabase(name, storage, () => {});
    const now = Date.now() / 1000;
    assertEquals(await sweepFiles(database, now + WEEK - 60), 0);
    assertEquals(await sweepFiles(database, now + WEEK + 60), 1);
    assertEquals(await store.files.read(left, 0, 1), undefined);
    for (const file of [object, part]) assert(await store.files.read(file, 0, 1));
    await database.close();
    await store.close();
  });
}

/** Writes a database as the first version did, with two components and a damaged one. */
async function writeFirstVersion(indexedDB: BrowserDatabases, name: string): Promise<void> {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => {
    const make = (
      store: string,
      keyPath: string | string[],
      indexes: Readonly<Record<string, string | string[]>> = {},
    ) => {
      const autoIncrement = store === "series";
      const made = request.result.createObjectStore(store, { keyPath, autoIncrement });
      for (const [index, path] of Object.entries(indexes)) {
        made.createIndex(index, path, { unique: index === "by_name", multiEntry: false });
      }
    };
    make("entities", ["kind", "key"], {
      by_time: ["kind", "created", "key"],
      by_parent: ["kind", "parent", "created", "key"],
    });
    make("members", ["trial", "component"], { by_component: ["component", "trial"] });
    make("series", "id", { by_name: ["component", "name"], by_component: "component" });
    make("points", ["series", "chunk"]);
    make("batches", "token", { by_time: "created" });
    make("buckets", "name");
    make("objects", ["bucket", "order"], { by_file: "file" });
    make("uploads", "id");
    make("parts", ["upload", "number"], { by_file: "file" });
    make("files", ["file", "piece"], { by_time: "created" });
  };
  const database = await done(request);
  const transaction = database.transaction(["entities", "series"], "readwrite");
  const ended = new Promise<void>((resolve) => transaction.oncomplete = () => resolve());
  for (const [index, key] of ["a", "b"].entries()) {
    const body = JSON.stringify({ Parameters: { lr: { NumberValue: index } } });
    const times = { created: index, modified: index };
    transaction.objectStore("entities").put({ kind: "component", key, ...times, body });
    const summary = { count: 1, min: index, max: index, last: index, mean: index, squares: 0 };
    transaction.objectStore("series").put({ component: key, name: "loss", ...summary });
  }
  const damaged = { kind: "component", key: "damaged", created: 9, modified: 9, body: "{" };
  transaction.objectStore("entities").put(damaged);
  await ended;
  database.close();
}

function done<T>(request: BrowserRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Deletes a database, as a browser does that finds it damaged. */
function deleteDatabase(indexedDB: BrowserDatabases, name: string): Promise<void> {
  // The platform's own has the method, which the library has no use for.
  const { deleteDatabase } = indexedDB as unknown as {
    deleteDatabase(this: unknown, name: string): BrowserRequest;
  };
  const request = deleteDatabase.call(indexedDB, name);
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve();
    request.onerror = () => reject(request.error);
  });
}

function newName(): string {
  return `indexeddb-${crypto.randomUUID()}`;
}

/** Opens a database as a newer program would, and closes it again. */
function openVersion(indexedDB: BrowserDatabases, name: string, version: number): Promise<void> {
  const request = indexedDB.open(name, version);
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result.close());
    request.onerror = () => reject(request.error);
  });
}
