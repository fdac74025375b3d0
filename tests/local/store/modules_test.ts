import nodeCrypto from "node:crypto";
import nodeFs from "node:fs";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { getMetricHistory, withRun } from "../../../mod.ts";
import { createLocalService, serviceSession, StoreBusyError } from "../../../src/local.ts";
import {
  checkSqliteStore,
  type FileSystem,
  openSqliteStore,
  type SqliteDatabase,
  type SqliteStoreModules,
} from "../../../src/local/store.ts";

/** Modules with what the store's types name, and nothing else. */
function smallModules(database: (path: string) => SqliteDatabase): SqliteStoreModules {
  const { promises, constants } = nodeFs;
  const fs: FileSystem = {
    constants: { O_RDONLY: constants.O_RDONLY, COPYFILE_EXCL: constants.COPYFILE_EXCL },
    promises: {
      open: async (path, flags, mode) => {
        const file = await promises.open(path, flags, mode);
        return {
          writeFile: (bytes) => file.writeFile(bytes),
          read: (bytes, offset, length, position) => file.read(bytes, offset, length, position),
          stat: () => file.stat(),
          close: () => file.close(),
        };
      },
      readdir: (path) => promises.readdir(path),
      rename: (from, to) => promises.rename(from, to),
      rm: (path, options) => promises.rm(path, options),
      stat: (path) => promises.stat(path),
    },
    chmodSync: (path, mode) => nodeFs.chmodSync(path, mode),
    closeSync: (file) => nodeFs.closeSync(file),
    copyFileSync: (from, to, mode) => nodeFs.copyFileSync(from, to, mode),
    createReadStream: (path) => nodeFs.createReadStream(path),
    existsSync: (path) => nodeFs.existsSync(path),
    mkdirSync: (path, options) => nodeFs.mkdirSync(path, options),
    openSync: (path, flags) => nodeFs.openSync(path, flags),
    rmSync: (path) => nodeFs.rmSync(path),
    statSync: (path) => nodeFs.statSync(path),
    writeFileSync: (path, text, options) => nodeFs.writeFileSync(path, text, options),
    readdirSync: (path) => nodeFs.readdirSync(path),
    readSync: (file, bytes, offset, length, position) =>
      nodeFs.readSync(file, bytes, offset, length, position),
  };
  return {
    // A constructor may answer another object than its own.
    sqlite: {
      DatabaseSync: class {
        constructor(path: string) {
          return database(path);
        }
      } as never,
    },
    fs,
    crypto: { createHash: (algorithm) => nodeCrypto.createHash(algorithm) },
  };
}

/** The runtime's SQLite by its few methods. */
function smallDatabase(path: string): SqliteDatabase {
  const database = new DatabaseSync(path);
  return {
    exec: (sql) => database.exec(sql),
    prepare: (sql) => {
      const statement = database.prepare(sql);
      return {
        all: (...values: SQLInputValue[]) => statement.all(...values),
        get: (...values: SQLInputValue[]) => statement.get(...values),
        run: (...values: SQLInputValue[]) => statement.run(...values),
      };
    },
    close: () => database.close(),
  };
}

Deno.test("a store needs no more of its modules than its types name", async () => {
  const folder = await Deno.makeTempDir({ prefix: "runlog-modules-" });
  const modules = smallModules(smallDatabase);
  {
    const store = openSqliteStore({ ...modules, folder });
    await using session = await serviceSession(createLocalService({ store }));
    assertEquals(session.location, `local store ${folder}`);
    const names = { experimentName: "small", runName: "one" };
    await withRun({ ...names, session }, async (run) => {
      for (let step = 0; step < 100; step++) run.logMetric("loss", step, { step });
      await run.logText("hello", { name: "a.txt" });
    });
    const { values } = await getMetricHistory(names, "loss", { session });
    assertEquals(values, Float64Array.from({ length: 100 }, (_, step) => step));
  }
  const report = await checkSqliteStore({ ...modules, folder });
  assertEquals([report.damage, report.points, report.files], [[], 100, 1]);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("an error of another SQLite is the store's, by its code and words", async () => {
  const folder = await Deno.makeTempDir({ prefix: "runlog-modules-" });
  let isLocked = false;
  const modules = smallModules((path) => {
    const database = smallDatabase(path);
    const exec = (sql: string): unknown => {
      if (!isLocked || sql !== "BEGIN IMMEDIATE") return database.exec(sql);
      throw Object.assign(new Error("database is locked"), { code: "SQLITE_BUSY" });
    };
    return { ...database, exec };
  });
  const store = openSqliteStore({ ...modules, folder });
  isLocked = true;
  const { now } = performance;
  let reads = 0;
  // Half a minute passes at once.
  performance.now = () => now.call(performance) + reads++ * 31_000;
  const error = await assertRejects(() => store.write(() => 1), StoreBusyError);
  performance.now = now;
  assert(error.message.includes(folder));
  isLocked = false;
  assertEquals(await store.write(() => 1), 1);
  await store.close();
  await Deno.remove(folder, { recursive: true });
});
