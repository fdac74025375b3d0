// Bundled, then run by Deno, Bun and Node: records into one store and opens another while another
// process has locked both, and counts how often a timer ticks meanwhile. Prints the result.
import process from "node:process";
import { getMetricHistory, startRun } from "../../../mod.ts";
import { localSession } from "../../../src/local.ts";

const fs = process.getBuiltinModule("node:fs");
const folder = process.argv.at(-1) ?? "";
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const session = await localSession({ path: `${folder}/store` });
const names = { experimentName: "locked", runName: "r" };
const run = await startRun({ ...names, session, captureEnvironment: false });
await run.flush();
console.log("ready");
while (!fs.existsSync(`${folder}/locked`)) await pause(20);

let ticks = 0;
const timer = setInterval(() => ticks++, 10);
/** Counts the ticks until work is done, and says whether the locks were still held at its end. */
async function during(work: Promise<unknown>): Promise<{ ticks: number; waited: boolean }> {
  await work;
  return { ticks, waited: fs.existsSync(`${folder}/released`) };
}
for (let step = 0; step < 100; step++) run.logMetric("loss", step, { step });
run.logParameter("late", true);
const fresh = localSession({ path: `${folder}/fresh` });
const second = localSession({ path: `${folder}/store` });
const [flushed, opened, read] = await Promise.all([
  during(run.flush()),
  during(fresh),
  // Readers see the store as it was.
  during(second.then((session) => getMetricHistory(names, "early", { session }).catch(() => {}))),
]);
clearInterval(timer);
await run.close();
const { values } = await getMetricHistory(names, "loss", { session });
for (const one of [session, await fresh, await second]) await one[Symbol.asyncDispose]();
console.log(JSON.stringify({ flushed, opened, read, points: values.length }));
