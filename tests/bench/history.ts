/**
 * What reading one long series costs, in Deno, Bun and Node: its history, and its points for a chart
 * of 512 columns, beside bare `node:sqlite` over the same rows and beside `decimate` over the history.
 * Prints processor times in milliseconds, the first call apart from the median of the later ones, and
 * the memory of one history in a fresh process. Exits 1 where a bar is missed:
 *
 * - history of a million points: 1 s, and 60 MiB
 * - points for a chart: 0.8 s of a million, 60 ms of 50,000
 * - of fewer: a history takes at most twice as long as bare SQLite, which verifies nothing
 *
 *     deno run -A tests/bench/history.ts [points, a million by default] [--short, for 50,000]
 *
 * @module
 */
import { openStore } from "../local/test_service.ts";
import { type ScriptRuntime, startScript } from "../support/children.ts";
import { holdAgainst } from "./bars.ts";
import type { HistoryCosts } from "./history_child.ts";

const RUNTIMES: readonly ScriptRuntime[] = ["deno", "bun", "node"];
const BATCH = 5_000;
const SHORT = 50_000;
const MILLION = 1_000_000;
const MEBIBYTE = 2 ** 20;

const isShort = Deno.args.includes("--short");
const given = Deno.args.find((argument) => !argument.startsWith("-"));
const points = Number(given ?? (isShort ? SHORT : MILLION));

/** Writes a loss that falls, with noise and gaps. */
async function fill(folder: string): Promise<void> {
  const store = openStore(folder);
  for (let start = 0; start < points; start += BATCH) {
    const length = Math.min(BATCH, points - start);
    const steps = Float64Array.from({ length }, (_, index) => start + index);
    await store.write((tables) =>
      tables.points.put({
        trialComponentName: "run",
        token: `${start}`,
        names: ["loss"],
        series: new Uint32Array(length),
        values: steps.map((step) =>
          step % 1_000 === 7 ? NaN : Math.exp(-step / 1e5) + Math.sin(step)
        ),
        timestamps: steps.map((step) => 1.79e12 + step * 137),
        steps,
      }, 1)
    );
  }
  await store.close();
}

async function measure<Cost>(runtime: ScriptRuntime, task: string): Promise<Cost> {
  const child = await startScript(runtime, "tests/bench/history_child.ts", [folder, task]);
  const { success, stdout, stderr } = await child.output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  // Printed by the child.
  return JSON.parse(new TextDecoder().decode(stdout)) as Cost;
}

const folder = await Deno.makeTempDir({ prefix: "runlog-bench-history-" });
try {
  await fill(folder);
  console.log(`${points.toLocaleString("en-US")} points, ms of processor time: later (first)`);
  for (const runtime of RUNTIMES) {
    const { bare, history, thinned, decimated } = await measure<HistoryCosts>(runtime, "times");
    const { bytes } = await measure<{ readonly bytes: number }>(runtime, "memory");
    const shown = Object.entries({ bare, history, thinned, decimated })
      .map(([task, { first, later }]) => `${task} ${later.toFixed(0)} (${first.toFixed(0)})`);
    console.log(`${runtime}: ${shown.join(", ")}; ${(bytes / MEBIBYTE).toFixed(0)} MiB`);
    const cpu = (what: string, value: number, atMost: number, anchor: string): void =>
      holdAgainst({
        what: `${runtime}: ${what}`,
        value,
        unit: "ms of CPU",
        bar: { atMost },
        anchor,
      });
    const isMillion = points >= MILLION;
    const sqlite = `bare SQLite ${bare.later.toFixed(0)}`;
    const sample = `decimate over the history ${(history.later + decimated.later).toFixed(0)}`;
    if (isMillion) cpu("history", history.later, 1_000 * points / MILLION, sqlite);
    else cpu("history beside bare SQLite", history.later, 2 * bare.later, sqlite);
    const chart = isMillion ? 800 * points / MILLION : 60 * points / SHORT;
    cpu("a chart's points", thinned.later, chart, sample);
    if (isMillion) {
      const bar = { atMost: 60 * points / MILLION };
      const value = bytes / MEBIBYTE;
      holdAgainst({ what: `${runtime}: memory of a history`, value, unit: "MiB", bar });
    }
  }
} finally {
  await Deno.remove(folder, { recursive: true });
}
