import crypto from "node:crypto";
import fs from "node:fs";
import sqlite, { DatabaseSync } from "node:sqlite";
import {
  assert,
  assertEquals,
  assertGreater,
  assertLess,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { checkStore, compactStore, localSession, StoreBusyError } from "../../../src/local.ts";
import { compactSqliteStore, openSqliteStore } from "../../../src/local/store.ts";
import { startRun } from "../../../mod.ts";
import fc from "../../support/fast_check.ts";
import { Database } from "../../../src/local/store/sqlite/database.ts";
import { removeSlice } from "../../../src/local/store/sqlite/removal.ts";
import type { LocalStore } from "../../../src/local/store/store.ts";
import { startScript } from "../../support/children.ts";
import { copyFolder } from "../../support/copy_folder.ts";
import { countingSqlite } from "../../support/counting_sqlite.ts";
import { seriesOf, wholeSeries } from "../../support/points.ts";
import { inFolder } from "../../support/temporary_folder.ts";
import { openStore } from "../test_service.ts";
import type { DeleteReport } from "./delete_child.ts";

/** Rows that a batch of points writes in one transaction, and so those that may go in one. */
const SLICE = 5_000;
/** Rows beside points: series, parameters, the run itself. */
const FEW = 50;

const LOCAL = import.meta.resolve("../../../src/local.ts");
const CONFIG = new URL("../../../deno.json", import.meta.url).pathname;

/** Writes so many points of a metric. */
async function put(
  store: LocalStore,
  component: string,
  metric: string,
  count: number,
): Promise<void> {
  for (let start = 0; start < count; start += 25_000) {
    const values = Array.from({ length: Math.min(25_000, count - start) }, (_, at) => start + at);
    await store.write(({ points }) => points.put(seriesOf(component, metric, values), 1));
  }
}

function remove(store: LocalStore, component: string): Promise<void> {
  return store.write(({ points }) => points.remove(component));
}

/** Points in the table, whoever they belong to. */
function rowsIn(folder: string): number {
  const database = new DatabaseSync(`${folder}/runlog.db`, { readOnly: true });
  const [row] = database.prepare("SELECT count(*) AS count FROM points").all();
  database.close();
  return Number(row?.["count"]);
}

/** Bytes of a store's database and its log. */
function bytesOf(folder: string): number {
  return ["", "-wal"].map((end) => `${folder}/runlog.db${end}`)
    .filter((path) => fs.existsSync(path))
    .reduce((sum, path) => sum + fs.statSync(path).size, 0);
}

/** Makes a store as earlier versions did: its file cannot shrink part by part. */
function makeUnshrinkable(folder: string): void {
  const database = new DatabaseSync(`${folder}/runlog.db`);
  database.exec("PRAGMA auto_vacuum = NONE; VACUUM");
  database.close();
}

/** Copies a store as a kill leaves it in the middle of a deletion, which no one continues meanwhile. */
async function killDuringDeletion(folder: string, component: string, to: string): Promise<void> {
  const store = openStore(folder);
  await remove(store, component);
  const locker = new DatabaseSync(`${folder}/runlog.db`);
  locker.exec("BEGIN IMMEDIATE");
  await copyFolder(folder, to);
  locker.exec("COMMIT");
  locker.close();
  await store.close();
}

for (const runtime of ["deno", "bun", "node"] as const) {
  Deno.test(`a long run's deletion in ${runtime} holds the lock for at most ${SLICE} rows, lets the loop turn in between, and returns the space`, () =>
    inFolder(async (folder) => {
      const points = 300_000;
      const child = await startScript(runtime, "tests/local/store/delete_child.ts", [
        folder,
        String(points),
      ]);
      const { stdout, stderr } = await child.output();
      const lines = new TextDecoder().decode(stdout).trim().split("\n");
      assert(lines.at(-1)?.startsWith("{"), new TextDecoder().decode(stderr));
      // Printed by the child.
      const { before, after, transactions, values } = JSON.parse(
        lines.at(-1) ?? "",
      ) as DeleteReport;
      assertEquals(values, [7, 8]);
      const writes = transactions.filter(({ isWrite }) => isWrite);
      const sizes = writes.map(({ changed }) => changed);
      assertLess(Math.max(...sizes), SLICE + FEW);
      assertEquals(sizes.filter((size) => size >= SLICE).length, points / SLICE);
      const long = writes.filter(({ changed }) => changed >= SLICE).map(({ turn }) => turn);
      // Each slice waits for a turn.
      assertEquals(new Set(long).size, long.length);
      assertLess(after, before / 3);
      assertEquals(rowsIn(folder), 2);
      assertEquals((await checkStore(folder)).damage, []);
    }));
}

Deno.test("what a killed process left of a deletion is unseen, and the next opening finishes it", () =>
  inFolder(async (folder) => {
    const store = openStore(`${folder}/open`);
    await put(store, "gone", "loss", 40_000);
    await put(store, "kept", "loss", 10);
    await store.close();
    const killed = `${folder}/killed`;
    await killDuringDeletion(`${folder}/open`, "gone", killed);
    assertEquals(rowsIn(`${folder}/open`), 10);
    assertGreater(rowsIn(killed), 10);
    const { damage, points } = await checkStore(killed);
    assertEquals([damage, points], [[], 10]);
    const next = openStore(killed);
    const read = (component: string) =>
      next.read(({ points }) => points.read(wholeSeries(component, "loss")));
    assertEquals((await read("gone")).values.length, 0);
    for (let turn = 0; turn < 4_000 && rowsIn(killed) > 10; turn++) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    assertEquals(rowsIn(killed), 10);
    assertEquals((await read("kept")).values.length, 10);
    await next.close();
    assertEquals((await checkStore(killed)).damage, []);
  }));

Deno.test("a store that is closed at once leaves what another process left", () =>
  inFolder(async (folder) => {
    const store = openStore(`${folder}/open`);
    await put(store, "gone", "loss", 60_000);
    await store.close();
    const killed = `${folder}/killed`;
    await killDuringDeletion(`${folder}/open`, "gone", killed);
    assertGreater(rowsIn(killed), 4 * SLICE);
    const counting = countingSqlite(sqlite);
    await openSqliteStore({ folder: killed, sqlite: counting.sqlite, fs, crypto }).close();
    counting[Symbol.dispose]();
    const slices = counting.transactions.filter(({ changed }) => changed >= SLICE);
    assertLess(slices.length, 3);
  }));

Deno.test("whatever is recorded and deleted, in any order, each run has its own points and no other's", async () => {
  const step = fc.record({
    component: fc.constantFrom("a", "b"),
    metric: fc.constantFrom("x", "y", ""),
    count: fc.constantFrom(0, 1, SLICE - 1, SLICE, SLICE + 1, 2 * SLICE + 3),
    deletes: fc.boolean(),
    reopens: fc.integer({ min: 0, max: 3 }).map((of) => of === 0),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 3, maxLength: 8 }),
      (steps) =>
        inFolder(async (folder) => {
          const expected = new Map<string, number>();
          let store = openStore(folder);
          for (const { component, metric, count, deletes, reopens } of steps) {
            const name = metric === "" ? "z" : metric;
            await put(store, component, name, count);
            const key = `${component}/${name}`;
            if (count > 0) expected.set(key, (expected.get(key) ?? 0) + count);
            if (deletes) {
              await remove(store, component);
              for (const key of expected.keys()) {
                if (key.startsWith(`${component}/`)) expected.delete(key);
              }
            }
            if (reopens) {
              // Without a wait for the rest.
              const closed = store.close();
              store = openStore(folder);
              await closed;
            }
          }
          for (const component of ["a", "b"]) {
            const summaries = await store.read(({ points }) => points.summaries(component));
            const found = summaries.map(({ name, count }) =>
              [`${component}/${name}`, count] as const
            );
            const meant = [...expected].filter(([key]) => key.startsWith(`${component}/`));
            assertEquals(new Map(found), new Map(meant));
            for (const { name, count } of summaries) {
              const { values } = await store.read(({ points }) =>
                points.read(wholeSeries(component, name))
              );
              assertEquals(values.length, count);
            }
          }
          await store.close();
          const total = [...expected.values()].reduce((sum, count) => sum + count, 0);
          const { damage, points } = await checkStore(folder);
          assertEquals([damage, points, rowsIn(folder)], [[], total, total]);
        }),
    ),
    { numRuns: 8 },
  );
});

Deno.test("a damaged mark of a deletion takes no other metric's points along", () =>
  inFolder(async (folder) => {
    const store = openStore(`${folder}/open`);
    await put(store, "kept", "loss", 10);
    await put(store, "gone", "loss", 40_000);
    await store.close();
    const killed = `${folder}/killed`;
    await killDuringDeletion(`${folder}/open`, "gone", killed);
    const left = rowsIn(killed);
    assertGreater(left, 10);
    const database = new DatabaseSync(`${killed}/runlog.db`);
    // One flipped bit of its ID makes it another's.
    database.exec("UPDATE series SET component = 'lost' WHERE id = 1");
    database.exec(
      "UPDATE series SET id = 1 - id WHERE id = 1; UPDATE series SET id = 1 WHERE id = 2",
    );
    database.close();
    const next = await Database.open(killed, { sqlite, fs });
    for (let slices = 0; slices < 20; slices++) await next.write(() => removeSlice(next));
    await next.close();
    assertEquals(rowsIn(killed), left);
    const found = (await checkStore(killed)).damage;
    assert(found.some((one) => one.includes("deleted metric")), found.join("\n"));
  }));

Deno.test("a batch forgets at most 100 old ones, however many there are", () =>
  inFolder(async (folder) => {
    const counting = countingSqlite(sqlite);
    const store = openSqliteStore({ folder, sqlite: counting.sqlite, fs, crypto });
    await put(store, "run", "loss", 1);
    const database = new DatabaseSync(`${folder}/runlog.db`);
    database.exec(`WITH RECURSIVE counted(at) AS (SELECT 1 UNION ALL SELECT at + 1 FROM counted
      WHERE at < 2000) INSERT INTO batches SELECT 'old-' || at, '{}', -1e9 FROM counted`);
    const before = counting.transactions.length;
    await put(store, "run", "loss", 1);
    assertLess(Math.max(...counting.transactions.slice(before).map(({ changed }) => changed)), 110);
    assertEquals(database.prepare("SELECT count(*) AS count FROM batches").get()?.["count"], 1_902);
    database.close();
    await store.close();
    counting[Symbol.dispose]();
  }));

Deno.test("compactStore() returns the space of a store that cannot shrink by itself, which then can", () =>
  inFolder(async (folder) => {
    const fill = async (): Promise<void> => {
      const store = openStore(folder);
      await put(store, "gone", "loss", 150_000);
      await put(store, "kept", "loss", 1_000);
      await store.close();
    };
    await fill();
    makeUnshrinkable(folder);
    const store = openStore(folder);
    await remove(store, "gone");
    await store.close();
    const whole = bytesOf(folder);
    const { unused, size } = await checkStore(folder);
    assertGreater(unused, size * 0.8);
    const { before, after } = await compactStore(folder);
    assertEquals([before, after], [size, bytesOf(folder)]);
    assertLess(after, whole / 10);
    const { damage, points } = await checkStore(folder);
    assertEquals([damage, points], [[], 1_000]);
    await fill();
    const next = openStore(folder);
    await remove(next, "gone");
    await next.close();
    assertLess(bytesOf(folder), whole / 2);
  }));

Deno.test("compactStore() says which permissions a store of an earlier version needs, and needs none for a new one", () =>
  inFolder(async (folder) => {
    await openStore(folder).close();
    const compact = async (): Promise<string> => {
      const script = `import { compactStore } from "${LOCAL}";
        await compactStore("${folder}").then(() => console.log("done"), (error) => console.log(error.message));`;
      const { stdout } = await new Deno.Command(Deno.execPath(), {
        args: [
          ...["run", "--no-check", "--quiet", "--no-prompt", "--allow-env", "--allow-sys"],
          ...[`--config=${CONFIG}`, `--allow-read=${folder}`, `--allow-write=${folder}`],
          `data:text/javascript,${encodeURIComponent(script)}`,
        ],
      }).output();
      return new TextDecoder().decode(stdout);
    };
    assertStringIncludes(await compact(), "done");
    makeUnshrinkable(folder);
    assertStringIncludes(await compact(), "pass --allow-read and --allow-write without paths");
  }));

Deno.test("compactStore() of an earlier store changes nothing while a run is being recorded, and names it", () =>
  inFolder(async (folder) => {
    await openStore(folder).close();
    makeUnshrinkable(folder);
    await using session = await localSession({ path: folder });
    await using run = await startRun({ experimentName: "demo", runName: "live", session });
    // The first heartbeat has been written.
    await session.store?.heartbeats.holders(run.trialComponentName);
    await assertRejects(() => compactStore(folder), StoreBusyError, 'run "demo-live"');
    await run.close();
    const { before, after } = await compactSqliteStore({ folder, sqlite, fs, crypto });
    // A page more, which says where the others are.
    assertLess(after, before + 10_000);
  }));

Deno.test("a slice of a deletion reads as much of a long series as of a short one: no statement sorts", async () => {
  await inFolder(async (folder) => {
    const statements = new Set<string>();
    class RecordedDatabase extends DatabaseSync {
      override prepare(sql: string) {
        statements.add(sql);
        return super.prepare(sql);
      }
    }
    const options = { folder, sqlite: { DatabaseSync: RecordedDatabase }, fs, crypto };
    const store = openSqliteStore(options);
    await put(store, "long", "loss", 3 * SLICE);
    await store.read(({ points }) => points.read(wholeSeries("long", "loss")));
    await remove(store, "long");
    await store.close();
    const database = new Database(folder, { sqlite, fs });
    while (await database.write(() => removeSlice(database)));
    await database.close();
    const plain = new DatabaseSync(`${folder}/runlog.db`);
    const ofPoints = [...statements].filter((sql) => /\bpoints\b/.test(sql));
    assertGreater(ofPoints.length, 3);
    for (const sql of ofPoints) {
      const plan = plain.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
      assertEquals(plan.filter(({ detail }) => String(detail).includes("TEMP B-TREE")), [], sql);
    }
    plain.close();
  });
});
