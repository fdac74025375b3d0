import crypto from "node:crypto";
import fs from "node:fs";
import sqlite from "node:sqlite";
import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { getMetricHistory, listRuns, searchRuns, withRun } from "../../../mod.ts";
import {
  createLocalService,
  localSession,
  serviceSession,
  StoreBusyError,
  StoreError,
  StoreNotFoundError,
} from "../../../src/local.ts";
import { checkSqliteStore, openSqliteStore, type Sqlite } from "../../../src/local/store.ts";
import { MIGRATIONS, STAND_INS } from "../../../src/local/store/sqlite/schema.ts";
import { inFolder } from "../../support/temporary_folder.ts";
import { openStore } from "../test_service.ts";

const RUN = { experimentName: "demo", runName: "first" };

/** SQLite of a process that may only read, as Deno is without a permission to write. */
const reading: Sqlite = {
  // A constructor may answer another object than its own.
  DatabaseSync: class {
    constructor(path: string, options?: { readonly readOnly: boolean }) {
      if (!options?.readOnly) throw new Error(`Requires write access to "${path}"`);
      return new sqlite.DatabaseSync(path, options);
    }
  } as never,
};

async function record(folder: string): Promise<void> {
  await using session = await localSession({ path: folder });
  await withRun({ ...RUN, session }, (run) => {
    run.logParameter("lr", 0.5);
    run.logMetric("loss", 7);
  });
}

/** Makes a store that of an earlier version. */
function bringBack(folder: string, version: number): void {
  const database = new sqlite.DatabaseSync(`${folder}/runlog.db`);
  if (version < 6) database.exec("ALTER TABLE series DROP COLUMN non_finite");
  database.exec(`PRAGMA user_version = ${version}`);
  database.close();
}

Deno.test("a store of an earlier version that may only be read is read as it is", () =>
  inFolder(async (folder) => {
    await record(folder);
    bringBack(folder, 5);
    const before = await Deno.readFile(`${folder}/runlog.db`);
    const options = { folder, sqlite: reading, fs, crypto };
    await using session = await serviceSession(
      createLocalService({ store: openSqliteStore(options) }),
    );
    const [run] = await Array.fromAsync(listRuns({ experimentName: "demo", session }));
    assertEquals([run?.parameters["lr"], run?.metrics["loss"]?.last], [0.5, 7]);
    assertEquals([...(await getMetricHistory(RUN, "loss", { session })).values], [7]);
    for (const sortBy of ["metrics.loss.last", "parameters.lr", "creationTime"] as const) {
      const found = await Array.fromAsync(searchRuns({ sortBy, session }));
      assertEquals(found.map(({ runName }) => runName), ["first"], sortBy);
    }
    assertEquals((await checkSqliteStore(options)).damage, []);
    assertEquals(await Deno.readFile(`${folder}/runlog.db`), before);
  }));

Deno.test("a store whose version cannot be read without a migration says so", () =>
  inFolder(async (folder) => {
    await record(folder);
    for (let version = 1; version < MIGRATIONS.length; version++) {
      const isReadable = MIGRATIONS.slice(version).every((_, at) =>
        STAND_INS.has(version + at + 1)
      );
      if (isReadable) continue;
      bringBack(folder, 6);
      const database = new sqlite.DatabaseSync(`${folder}/runlog.db`);
      database.exec(`PRAGMA user_version = ${version}`);
      database.close();
      const error = assertThrows(
        () => openSqliteStore({ folder, sqlite: reading, fs, crypto }),
        StoreError,
      );
      assertStringIncludes(error.message, `it has version ${version}, which must be migrated`);
    }
  }));

Deno.test("a database without tables that may only be read is no store", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/runlog.db`, "");
    assertThrows(
      () => openSqliteStore({ folder, sqlite: reading, fs, crypto }),
      StoreNotFoundError,
    );
  }));

/** Writes a bucket as another process does, and closes the store. */
async function writeBucket(folder: string, name: string): Promise<void> {
  const store = openStore(folder);
  await store.write(({ objects }) => objects.createBucket(name, 1));
  await store.close();
}

Deno.test("a store that is read without locks shows what another process writes", () =>
  inFolder(async (folder) => {
    await writeBucket(folder, "old");
    const store = openSqliteStore({ folder, sqlite: reading, fs, crypto });
    const names = () =>
      store.read(async ({ objects }) => (await objects.buckets()).map(({ name }) => name));
    assertEquals(await names(), ["old"]);
    const writer = openStore(folder);
    await writer.write(({ objects }) => objects.createBucket("new", 1));
    assertEquals(await names(), ["new", "old"]);
    await writer.close();
    assertEquals(await names(), ["new", "old"]);
    await store.close();
  }));

Deno.test("a read without locks fails if another process writes meanwhile, and the next one succeeds", () =>
  inFolder(async (folder) => {
    await writeBucket(folder, "old");
    const store = openSqliteStore({ folder, sqlite: reading, fs, crypto });
    await assertRejects(
      () =>
        store.read(async ({ objects }) => {
          await writeBucket(folder, "new");
          return await objects.buckets();
        }),
      StoreBusyError,
      "another process wrote to it while it was read",
    );
    const buckets = await store.read(({ objects }) => objects.buckets());
    assertEquals(buckets.map(({ name }) => name), ["new", "old"]);
    await store.close();
  }));
