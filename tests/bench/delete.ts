/**
 * What the deletion of a long run costs others: another process opens and closes runs in the same
 * store meanwhile. Prints rows per transaction, the longest that this process held its event loop and
 * that the other one needed for a run (each beside its median without a deletion), bytes before and
 * after, and the heap that a check of the store needs. Fails if a slice takes more than 50 ms of CPU,
 * or less than nine tenths of the bytes come back, beside the 2 MiB that a store keeps.
 *
 *     deno run -A --v8-flags=--expose-gc tests/bench/delete.ts [points | --short]
 *
 * @module
 */
import crypto from "node:crypto";
import fs from "node:fs";
import { cpuUsage, memoryUsage } from "node:process";
import sqlite from "node:sqlite";
import { checkStore } from "../../src/local.ts";
import { openSqliteStore } from "../../src/local/store/sqlite.ts";
import type { SqliteDatabase } from "../../src/local/store/sqlite/modules.ts";
import { linesOf, startScript } from "../support/children.ts";
import { median } from "../support/numbers.ts";
import { holdAgainst } from "./bars.ts";
import { seriesOf } from "../support/points.ts";

const SERIES = 10;
const BATCH = 25_000;
/** The largest time that others may wait, in milliseconds. */
const LONGEST_MS = 50;
const LEAST_RETURNED = 0.9;
/** Bytes that a store keeps for new rows. */
const KEPT = 2 * 2 ** 20;

// The flag in the command above adds it.
const { gc: collect } = globalThis as { readonly gc?: () => void };

const points = Deno.args[0] === "--short" ? 500_000 : Number(Deno.args[0] ?? 10_000_000);
const folder = await Deno.makeTempDir({ prefix: "runlog-bench-delete-" });

const cpuMs = (): number => {
  const { user, system } = cpuUsage();
  return (user + system) / 1_000;
};
const bytes = (): number =>
  ["", "-wal"].map((end) => `${folder}/runlog.db${end}`)
    .filter((path) => fs.existsSync(path))
    .reduce((sum, path) => sum + fs.statSync(path).size, 0);

/** Bytes of the file's pages that no row uses. */
function unusedBytes(): number {
  const database = new sqlite.DatabaseSync(`${folder}/runlog.db`);
  const of = (pragma: string): number =>
    Number(database.prepare(`PRAGMA ${pragma}`).get()?.[pragma]);
  const unused = of("freelist_count") * of("page_size");
  database.close();
  return unused;
}

/** Processor time and changed rows of each write. */
const writes: { readonly ms: number; readonly rows: number }[] = [];
class TimedDatabase extends sqlite.DatabaseSync implements SqliteDatabase {
  #began: number | undefined;
  #changed = 0;

  override exec(sql: string): void {
    if (sql === "BEGIN IMMEDIATE") [this.#began, this.#changed] = [cpuMs(), this.#changes()];
    super.exec(sql);
    if (sql !== "COMMIT" || this.#began === undefined) return;
    writes.push({ ms: cpuMs() - this.#began, rows: this.#changes() - this.#changed });
    this.#began = undefined;
  }

  #changes(): number {
    return Number(super.prepare("SELECT total_changes() AS changes").get()?.["changes"]);
  }
}

function open() {
  return openSqliteStore({ folder, sqlite: { DatabaseSync: TimedDatabase }, fs, crypto });
}

/** Times of the other process's runs, in milliseconds, while the work goes on. */
async function whileOthersRecord(work: () => Promise<void>): Promise<readonly number[]> {
  const child = await startScript("deno", "tests/bench/delete_other.ts", [folder]);
  const times: number[] = [];
  let isOver = false;
  const working = (async () => {
    while (times.length < 5) await new Promise((resolve) => setTimeout(resolve, 20));
    times.length = 0;
    await work();
    isOver = true;
  })();
  for await (const line of linesOf(child)) {
    times.push(Number(line));
    if (isOver) break;
  }
  child.kill();
  await child.status;
  await child.stderr.cancel();
  await working;
  return times;
}

const store = open();
for (let start = 0; start < points; start += BATCH) {
  const values = Array.from({ length: BATCH }, (_, at) => start + at);
  const metric = `metric-${Math.floor(start / BATCH) % SERIES}`;
  await store.write((tables) => tables.points.put(seriesOf("long", metric, values), 1));
}
await store.close();

const before = bytes();
collect?.();
const [heapBefore, checkedFrom] = [memoryUsage().heapUsed, cpuMs()];
let heap = 0;
const watch = setInterval(() => {
  collect?.();
  heap = Math.max(heap, memoryUsage().heapUsed - heapBefore);
}, 200);
const { damage } = await checkStore(folder);
clearInterval(watch);
const checked = cpuMs() - checkedFrom;
if (damage.length > 0) throw new Error(damage.join("\n"));

const quiet = await whileOthersRecord(() => new Promise((resolve) => setTimeout(resolve, 3_000)));
writes.length = 0;
let stalled = 0;
let elapsed = 0;
const busy = await whileOthersRecord(async () => {
  let seen = cpuMs();
  const ticks = setInterval(() => {
    const now = cpuMs();
    [stalled, seen] = [Math.max(stalled, now - seen), now];
  }, 0);
  const began = cpuMs();
  const deleting = open();
  await deleting.write((tables) => tables.points.remove("long"));
  await deleting.close();
  elapsed = cpuMs() - began;
  clearInterval(ticks);
});
const [after, unused] = [bytes(), unusedBytes()];
await Deno.remove(folder, { recursive: true });

const slices = writes.filter(({ rows }) => rows > 0);
const mostOf = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), 0);
const longest = mostOf(writes.map(({ ms }) => ms));
// The runs of the other process take space of their own.
const returned = 1 - Math.max(0, unused - KEPT) / before;
console.log(`points            ${points.toLocaleString("en-US")} in ${SERIES} series`);
console.log(
  `check             ${checked.toFixed(0)} ms CPU, +${(heap / 2 ** 20).toFixed(1)} MiB heap`,
);
console.log(`deletion          ${elapsed.toFixed(0)} ms CPU in ${writes.length} transactions`);
console.log(
  `rows              at most ${mostOf(slices.map(({ rows }) => rows))} per transaction`,
);
const shown = (times: readonly number[]): string =>
  `median ${median(times).toFixed(0)} ms, worst ${mostOf(times).toFixed(0)} ms of ${times.length}`;
console.log(`other's runs      ${shown(busy)}; without a deletion ${shown(quiet)}`);
console.log(
  `bytes             ${before.toLocaleString("en-US")} before, ${
    after.toLocaleString("en-US")
  } after, with the other's runs; ${unused.toLocaleString("en-US")} unused`,
);
const deletion = `a deletion of ${points.toLocaleString("en-US")} points`;
const bar = { atMost: LONGEST_MS };
const unit = "ms of CPU";
holdAgainst({ what: `longest lock of ${deletion}`, value: longest, unit, bar });
holdAgainst({ what: `longest without a turn in ${deletion}`, value: stalled, unit, bar });
holdAgainst({
  what: `space that comes back after ${deletion}`,
  value: returned,
  unit: "of the bytes",
  bar: { atLeast: LEAST_RETURNED },
});
