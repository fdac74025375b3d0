import crypto from "node:crypto";
import fs from "node:fs";
import sqlite, { DatabaseSync } from "node:sqlite";
import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { getMetricHistory, listRuns, openArtifact, startRun, withRun } from "../../../mod.ts";
import {
  checkStore,
  createLocalService,
  localSession,
  serviceSession,
  StoreError,
} from "../../../src/local.ts";
import { openSqliteStore } from "../../../src/local/store.ts";
import type { Row } from "../../../src/local/store/sqlite/row.ts";
import { checkOfSeries } from "../../../src/local/store/sqlite/row_check.ts";
import { copyFolder } from "../../support/copy_folder.ts";
import { wholeSeries } from "../../support/points.ts";

/** A SQLite whose databases have so many pages of 4 kB at most, until they are given more. */
function smallSqlite(pages: number): typeof sqlite & { readonly opened: DatabaseSync[] } {
  const opened: DatabaseSync[] = [];
  class SmallDatabase extends DatabaseSync {
    constructor(path: string) {
      super(path);
      this.exec(`PRAGMA max_page_count = ${pages}`);
      opened.push(this);
    }
  }
  return { ...sqlite, DatabaseSync: SmallDatabase, opened };
}

Deno.test("a full disk is named at the call, costs nothing recorded, and is got over once there is space", async () => {
  const folder = await Deno.makeTempDir({ prefix: "runlog-full-" });
  try {
    const small = smallSqlite(150);
    const service = createLocalService({
      store: openSqliteStore({ folder, sqlite: small, fs, crypto }),
    });
    await using session = await serviceSession(service);
    const run = await startRun({ experimentName: "full", runName: "r", session });
    let logged = 0;
    const fill = async (): Promise<void> => {
      for (;;) {
        run.logMetric("loss", logged, { step: logged });
        if (++logged % 1_000 === 0) await run.flush({ timeoutMs: 2_000 });
      }
    };
    // Points wait for space.
    const error = await assertRejects(fill, Error, "its disk is full");
    assertEquals(error.name, "TimeoutError");
    assert(error.message.includes(folder), error.message);
    const kept = run.stats.acknowledged;
    assertEquals(kept, logged - 1_000);
    assert(kept > 0);
    const read = () => service.metrics.read(wholeSeries("full-r", "loss"));
    assertEquals((await read()).values, Float64Array.from({ length: kept }, (_, step) => step));

    small.opened[0]?.exec("PRAGMA max_page_count = 100000");
    for (let step = 0; step < 1_000; step++) run.logMetric("later", step, { step });
    await run.close();
    const later = await service.metrics.read(wholeSeries("full-r", "later"));
    assertEquals(later.values.length, 1_000);
    const { values } = await read();
    assertEquals(values, Float64Array.from({ length: logged }, (_, step) => step));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a folder that is deleted under a store is named when something is to be kept in it", async () => {
  const folder = await Deno.makeTempDir({ prefix: "runlog-deleted-" });
  const service = createLocalService({
    store: openSqliteStore({ folder, sqlite, fs, crypto }),
  });
  await using session = await serviceSession(service);
  const run = await startRun({ experimentName: "gone", runName: "r", session });
  await Deno.remove(folder, { recursive: true });
  const error = await assertRejects(() => run.logText("x", { name: "a.txt" }));
  assert(String(error).includes(folder), String(error));
  await run.close().catch(() => {});
});

Deno.test("a page of garbage in the middle of the database is named when the store is opened, and the rest can be read", async () => {
  const folder = await Deno.makeTempDir({ prefix: "runlog-garbage-" });
  try {
    const open = (skipCheck = false) =>
      createLocalService({ store: openSqliteStore({ folder, sqlite, fs, crypto, skipCheck }) });
    {
      await using session = await serviceSession(open());
      const run = await startRun({ experimentName: "hurt", runName: "r", session });
      for (let step = 0; step < 20_000; step++) run.logMetric("loss", step, { step });
      await run.close();
    }
    using file = await Deno.open(`${folder}/runlog.db`, { write: true });
    await file.seek((await file.stat()).size / 2 & ~4095, Deno.SeekMode.Start);
    await file.write(new Uint8Array(4096).fill(0xa5));
    assertThrows(() => open(), StoreError, "damaged");
    const { damage } = await checkStore(folder);
    assert(damage.length > 0);
    await using service = open(true);
    const read = () => service.metrics.read(wholeSeries("hurt-r", "loss"));
    const error = await assertRejects(read, StoreError, "malformed");
    assertEquals(error.folder, folder);
    const [first] =
      (await service.metrics.read({ ...wholeSeries("hurt-r", "loss"), limit: 1 })).values;
    assertEquals(first, 0);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("an object that was replaced by a link out of the folder is not read", async () => {
  const folder = await Deno.makeTempDir({ prefix: "runlog-link-" });
  try {
    const outside = `${folder}/secret.txt`;
    await Deno.writeTextFile(outside, "canary");
    await using session = await serviceSession(createLocalService({
      store: openSqliteStore({ folder: `${folder}/store`, sqlite, fs, crypto }),
    }));
    const names = { experimentName: "linked", runName: "r" };
    await withRun({ ...names, session }, (run) => run.logText("canary", { name: "a.txt" }));
    const artifact = await openArtifact(names, "a.txt", { session });
    for await (const { name } of Deno.readDir(`${folder}/store/objects`)) {
      await Deno.remove(`${folder}/store/objects/${name}`);
      await Deno.symlink(outside, `${folder}/store/objects/${name}`);
    }
    await assertRejects(() => artifact.text());
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a log that cannot be read to its end is reported and kept, and what is before it can be used", async () => {
  const folder = await Deno.makeTempDir({ prefix: "runlog-log-" });
  const names = { experimentName: "cut", captureEnvironment: false };
  try {
    const killed = `${folder}/killed`;
    let readable = 0;
    {
      await using session = await localSession({ path: `${folder}/open` });
      await withRun({ ...names, runName: "first", session }, (run) => run.logParameter("lr", 1));
      readable = (await Deno.stat(`${folder}/open/runlog.db-wal`)).size;
      await withRun({ ...names, runName: "last", session }, (run) => run.logParameter("lr", 2));
      await copyFolder(`${folder}/open`, killed);
    }
    const notices: string[] = [];
    const logger = { ...console, warn: (notice: string) => void notices.push(notice) };
    const runsOf = async (path: string): Promise<readonly string[]> => {
      await using session = await localSession({ path, logger });
      const runs = await Array.fromAsync(listRuns({ experimentName: "cut", session }));
      return runs.map(({ runName }) => runName).sort();
    };
    const whole = `${folder}/whole`;
    await copyFolder(killed, whole);
    assertEquals([await runsOf(whole), notices], [["first", "last"], []]);

    await flipBit(`${killed}/runlog.db-wal`, readable + 1_000);
    assertEquals(await runsOf(killed), ["first"]);
    assertEquals(notices.length, 1);
    assertStringIncludes(notices[0] ?? "", `Store "${killed}" is damaged`);
    // It is gone on without, and not told again but by whoever looks for damage.
    assertEquals([await runsOf(killed), notices.length], [["first"], 1]);
    const { damage } = await checkStore(killed);
    assertEquals(damage.length, 1);
    assertStringIncludes(damage[0] ?? "", '"runlog.db-wal-damaged-1"');
    await Deno.remove(`${killed}/runlog.db-wal-damaged-1`);
    assertEquals((await checkStore(killed)).damage, []);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a log with another beginning than was written is reported as well", async () => {
  const folder = await Deno.makeTempDir({ prefix: "runlog-log-" });
  try {
    const killed = `${folder}/killed`;
    {
      await using session = await localSession({ path: `${folder}/open` });
      await withRun({ experimentName: "cut", session }, (run) => run.logParameter("lr", 1));
      await copyFolder(`${folder}/open`, killed);
    }
    // The number of the format, the size of pages, either salt, the checksum.
    for (const at of [2, 10, 17, 23, 30]) {
      const copy = `${folder}/copy-${at}`;
      await copyFolder(killed, copy);
      await flipBit(`${copy}/runlog.db-wal`, at);
      const notices: string[] = [];
      const onDamage = (notice: string): void => void notices.push(notice);
      await openSqliteStore({ folder: copy, sqlite, fs, crypto, onDamage }).close();
      assertEquals(notices.length, 1, `byte ${at}`);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

async function flipBit(path: string, at: number): Promise<void> {
  const bytes = await Deno.readFile(path);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  await Deno.writeFile(path, bytes);
}

Deno.test("checkStore() counts the points that are not finite, and tells of a wrong count", async () => {
  const folder = await Deno.makeTempDir({ prefix: "runlog-count-" });
  try {
    {
      await using session = await localSession({ path: folder });
      await withRun({ experimentName: "demo", runName: "r", session }, (run) => {
        for (const value of [1, NaN, Infinity, -0]) run.logMetric("loss", value);
      });
    }
    const whole = await checkStore(folder);
    assertEquals([whole.damage, whole.points], [[], 4]);
    const database = new DatabaseSync(`${folder}/runlog.db`);
    // With a checksum that fits: only the points show it.
    const row = { ...database.prepare("SELECT * FROM series").get(), non_finite: 1 };
    database.prepare("UPDATE series SET non_finite = 1, sum = ?").run(checkOfSeries(row as Row));
    database.close();
    assertEquals((await checkStore(folder)).damage, [
      'the count of NaN and infinite points of metric "loss" of demo-r',
    ]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("points of a metric whose record is damaged are not read, but refused by name", async () => {
  for (const change of ["count = 2", "last = 9", "min = -1", "name = 'loss', mean = 7"]) {
    const folder = await Deno.makeTempDir({ prefix: "runlog-series-" });
    try {
      await using session = await localSession({ path: folder });
      const names = { experimentName: "demo", runName: "r" };
      await withRun({ ...names, session }, (run) => {
        for (const value of [1, 2, 3]) run.logMetric("loss", value);
        run.logMetric("other", 4);
      });
      const database = new DatabaseSync(`${folder}/runlog.db`);
      database.exec(`UPDATE series SET ${change} WHERE name = 'loss'`);
      database.close();
      await assertRejects(() => getMetricHistory(names, "loss", { session }), Error, '"loss"');
      const other = await getMetricHistory(names, "other", { session });
      assertEquals([...other.values], [4]);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  }
});
