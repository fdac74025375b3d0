// Bundled in parts, then run in each runtime and in a page: records and reads runs in a local store.
import { getRun, listRuns, startRun, withRun } from "../../mod.ts";
import { localSession } from "../../src/local.ts";

/** Records two runs and reads them; the second finds its experiment. */
async function record(path: string): Promise<string> {
  await using session = await localSession({ path });
  const experimentName = "demo";
  const run = await startRun({ experimentName, runName: "first", session });
  run.logParameters({ lr: 0.1, optimizer: "adam" });
  run.logMetric("loss", 0.5, { step: 0 });
  await run.flush();
  await run.close();
  await withRun({ experimentName, session }, (run) => run.logMetric("loss", 0.25));
  const { metrics } = await getRun({ experimentName, runName: "first" }, { session });
  const runs = await Array.fromAsync(listRuns({ experimentName, session }));
  return `${runs.length} runs, loss ${metrics["loss"]?.last}`;
}

const folder = "process" in globalThis ? process.argv.at(-1) : undefined;
const outcome = await record(folder ?? "loaded").catch(String);
Object.assign(globalThis, { outcome });
console.log(outcome);
