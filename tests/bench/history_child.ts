/** Bundled, then run in each runtime over a filled store: prints what reading its series costs. */
import { localMetrics } from "../../src/local/metrics.ts";
import { openSqliteStore } from "../../src/local/store/sqlite.ts";
import { decimate } from "../../src/plot/decimate.ts";
import { median } from "../support/numbers.ts";
import { wholeSeries } from "../support/points.ts";

const ROUNDS = 5;
const COLUMNS = 512;

/** Milliseconds of processor time of the first call, and the median of later ones. */
export interface Cost {
  readonly first: number;
  readonly later: number;
}

/** What each task costs. */
export type HistoryCosts = Readonly<Record<"bare" | "history" | "thinned" | "decimated", Cost>>;

const sqlite = process.getBuiltinModule("node:sqlite");
const fs = process.getBuiltinModule("node:fs");
const crypto = process.getBuiltinModule("node:crypto");
const [, , folder = "", task = ""] = process.argv;
const metrics = localMetrics(openSqliteStore({ folder, sqlite, fs, crypto }), () => 1);
const query = wholeSeries("run", "loss");

const TASKS: Readonly<Record<keyof HistoryCosts, () => unknown>> = {
  bare: readBare,
  history: () => metrics.read(query),
  thinned: () => metrics.readThinned({ ...query, axis: "step", columns: COLUMNS }),
  async decimated() {
    const { steps, values } = await metrics.read(query);
    return decimate(steps, values, COLUMNS);
  },
};

/** The same rows, one by one, as columns. */
function readBare(): Float64Array {
  const database = new sqlite.DatabaseSync(`${folder}/runlog.db`, { readOnly: true });
  const found: number[] = [];
  const rows = database.prepare("SELECT seq, step, value, time FROM points ORDER BY series, seq");
  for (const { value } of rows.iterate()) found.push(Number(value));
  database.close();
  return Float64Array.from(found);
}

async function measureTimes(): Promise<HistoryCosts> {
  const times = new Map<string, number[]>();
  for (let round = 0; round < ROUNDS; round++) {
    // In turn, so that a busy machine slows all.
    for (const [name, run] of Object.entries(TASKS)) {
      const before = process.cpuUsage();
      await run();
      const { user, system } = process.cpuUsage(before);
      times.set(name, [...times.get(name) ?? [], (user + system) / 1_000]);
    }
  }
  const costs = Array.from(
    times,
    ([name, [first = NaN, ...later]]) => [name, { first, later: median(later) }] as const,
  );
  // The keys are those of TASKS.
  return Object.fromEntries(costs) as HistoryCosts;
}

/** Resident memory at the peak of one history, beyond that of the open store. */
async function measureMemory(): Promise<{ readonly bytes: number }> {
  await metrics.read({ ...query, limit: 1_000 });
  const before = process.memoryUsage().rss;
  let most = before;
  const look = (): void => {
    most = Math.max(most, process.memoryUsage().rss);
  };
  const timer = setInterval(look, 1);
  const history = await metrics.read(query);
  look();
  clearInterval(timer);
  return { bytes: history.values.length > 0 ? most - before : NaN };
}

console.log(JSON.stringify(task === "memory" ? await measureMemory() : await measureTimes()));
process.exit(0);
