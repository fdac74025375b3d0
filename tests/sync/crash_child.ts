// Records a run and sends it on until it is killed: {folder} {endpoint} {run name}. A line tells of
// each step up to which every point is kept.
import { awsSession, durableSession, startRun } from "../../mod.ts";
import { localSession } from "../../src/local.ts";

const [folder = "", endpoint = "", runName = ""] = process.argv.slice(-3);
const session = await durableSession({
  local: localSession({ path: folder }),
  remote: awsSession({
    region: "local",
    endpoint,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  }),
  intervalMs: 10,
});
const run = await startRun({ experimentName: "crashes", runName, session });
for (let step = 0;; step++) {
  run.logMetrics({ loss: Math.sin(step), accuracy: step / 3 }, { step });
  if (step % 20 !== 19) continue;
  run.logParameter(`p${step}`, step);
  if (step % 100 === 99) await run.logFile(new Blob([`step ${step}`]), { name: `${step}.txt` });
  await run.flush();
  console.log(step + 1);
  await new Promise((resolve) => setTimeout(resolve, 2));
}
