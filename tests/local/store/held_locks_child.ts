// Bundled, then run by Deno, Bun and Node with a folder: opens sessions on a store, records, reads,
// deletes and closes while another process holds its write lock most of the time. Prints how often a
// timer ticked meanwhile, how often it ticks in an idle process, and what was kept.
import process from "node:process";
import { deleteRun, getMetricHistory, listRuns, searchRuns, startRun } from "../../../mod.ts";
import { localSession } from "../../../src/local.ts";

const [path = ""] = process.argv.slice(2);
const EXPERIMENT = { experimentName: "held" };
const TICK_MS = 5;

/** Ticks per second while some work is done. */
async function ticksDuring(work: Promise<unknown>): Promise<number> {
  let ticks = 0;
  const start = performance.now();
  const timer = setInterval(() => ticks++, TICK_MS);
  await work;
  clearInterval(timer);
  return 1_000 * ticks / (performance.now() - start);
}

/** Records a run in a session of its own, beside another one in the same thread. */
async function record(index: number): Promise<number> {
  await using session = await localSession({ path });
  const runName = `run-${index}`;
  const run = await startRun({ ...EXPERIMENT, runName, session, captureEnvironment: false });
  for (let step = 0; step < 200; step++) {
    run.logMetric("loss", step, { step });
    if (step % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await run.logText("a text", { name: "a.txt" });
  await run.close();
  await Array.fromAsync(searchRuns({ where: { "metrics.loss.last": { gt: 0 } }, session }));
  const { values } = await getMetricHistory({ ...EXPERIMENT, runName }, "loss", { session });
  if (index % 2 === 1) await deleteRun({ ...EXPERIMENT, runName }, { session });
  return values.length;
}

const idle = await ticksDuring(new Promise((resolve) => setTimeout(resolve, 1_000)));
console.log("ready");
await new Promise((resolve) => process.stdin.once("data", resolve));
const recorded: number[] = [];
const work = Promise.all(
  [0, 1, 2, 3].map(async (index) => void recorded.push(await record(index))),
);
const ticks = await ticksDuring(work);
await using session = await localSession({ path });
const left = await Array.fromAsync(listRuns({ ...EXPERIMENT, session }), ({ runName }) => runName);
console.log(JSON.stringify({ idle, ticks, recorded, left: left.toSorted() }));
process.stdin.destroy();
