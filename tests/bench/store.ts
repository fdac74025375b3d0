/**
 * How much the local store's `put` costs over bare SQLite: a million points (10 runs x 20
 * metrics x 5,000 steps) in batches of 5,000, against the same rows inserted by one prepared
 * statement in transactions of 5,000. Prints medians and their ratio.
 *
 *     deno run -A tests/bench/store.ts [rounds]
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite";
import { createLocalService } from "../../src/local/service.ts";
import type { MetricBatch } from "../../src/ports/metrics_client.ts";
import { openStore } from "../local/test_service.ts";
import { median } from "../support/numbers.ts";

const RUNS = 10;
const METRICS = 20;
const STEPS = 5_000;
const BATCH = 5_000;

const names = Array.from({ length: METRICS }, (_, index) => `metric-${index}`);

/** The points of one run, steps outside and metrics inside, as training logs them. */
function* batches(run: number): Generator<MetricBatch> {
  for (let start = 0; start < METRICS * STEPS; start += BATCH) {
    const row = Uint32Array.from({ length: BATCH }, (_, index) => start + index);
    yield {
      trialComponentName: `run-${run}`,
      token: `${run}-${start}`,
      names,
      series: row.map((row) => row % METRICS),
      values: Float64Array.from(row, (row) => Math.sin(row)),
      timestamps: Float64Array.from(row, (row) => 1.7e12 + row),
      steps: Float64Array.from(row, (row) => Math.floor(row / METRICS)),
    };
  }
}

async function measureService(all: readonly MetricBatch[]): Promise<number> {
  const folder = await Deno.makeTempDir();
  await using service = createLocalService({ store: openStore(folder) });
  for (let run = 0; run < RUNS; run++) {
    await service.fetch(
      new Request("http://runlog.local/", {
        method: "POST",
        headers: { "x-amz-target": "SageMaker.CreateTrialComponent" },
        body: JSON.stringify({ TrialComponentName: `run-${run}` }),
      }),
    );
  }
  const start = performance.now();
  for (const batch of all) await service.metrics.put(batch);
  const elapsed = performance.now() - start;
  await Deno.remove(folder, { recursive: true });
  return elapsed;
}

async function measureBare(all: readonly MetricBatch[]): Promise<number> {
  const folder = await Deno.makeTempDir();
  const database = new DatabaseSync(`${folder}/bare.db`);
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
    CREATE TABLE points (series INTEGER NOT NULL, seq INTEGER NOT NULL, step INTEGER,
      value REAL NOT NULL, time REAL NOT NULL, PRIMARY KEY (series, seq)) WITHOUT ROWID`);
  const insert = database.prepare("INSERT INTO points VALUES (?, ?, ?, ?, ?)");
  const start = performance.now();
  all.forEach(({ series, values, timestamps, steps }, index) => {
    const run = Math.floor(index * BATCH / (METRICS * STEPS));
    database.exec("BEGIN IMMEDIATE");
    for (let row = 0; row < values.length; row++) {
      const id = run * METRICS + (series[row] ?? 0);
      const step = steps[row] ?? 0;
      insert.run(id, step, step, values[row] ?? 0, timestamps[row] ?? 0);
    }
    database.exec("COMMIT");
  });
  const elapsed = performance.now() - start;
  database.close();
  await Deno.remove(folder, { recursive: true });
  return elapsed;
}

const rounds = Number(Deno.args[0] ?? 5);
const all = Array.from({ length: RUNS }, (_, run) => [...batches(run)]).flat();
const service: number[] = [];
const bare: number[] = [];
for (let round = 0; round < rounds; round++) {
  // In turn, so that a busy machine slows both.
  bare.push(await measureBare(all));
  service.push(await measureService(all));
}
const count = RUNS * METRICS * STEPS;
const shown = (milliseconds: number): string =>
  `${milliseconds.toFixed(0)} ms, ${Math.round(count / milliseconds)} thousand points/s`;
console.log(`bare SQLite  ${shown(median(bare))}`);
console.log(`put          ${shown(median(service))}`);
console.log(`ratio        ${(median(service) / median(bare)).toFixed(2)}`);
