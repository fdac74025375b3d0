// Ends in the way its arguments say: {folder or endpoint} {ending}.
import { awsSession, type DeliveryError, handleSignals, startRun, withRun } from "../../mod.ts";
import { localSession } from "../../src/local.ts";
import { watchPace } from "../support/pace.ts";

const [place = "", ending = ""] = process.argv.slice(-2);

if (ending === "dead-endpoint") {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const session = await awsSession({ region: "local", endpoint: place, credentials });
  const run = await startRun({ experimentName: "endings", runName: ending, session });
  for (let step = 0; step < 25; step++) run.logMetric("loss", step, { step });
  using pace = watchPace();
  await run.close({ timeoutMs: 500 }).catch((error: DeliveryError) => {
    const took = pace.ownMs();
    const metrics = error.undelivered.filter(({ kind }) => kind === "metric");
    const points = metrics.reduce((sum, { count }) => sum + count, 0);
    console.log(JSON.stringify({ name: error.name, points, took }));
  });
} else {
  const session = await localSession({ path: place });
  const start = { experimentName: "endings", session };
  await withRun({ ...start, runName: "before" }, () => {});
  if (ending === "left-by-error") {
    await using run = await startRun({ ...start, runName: ending });
    run.logMetric("loss", 1);
    throw new TypeError("out of range");
  }
  const run = await startRun({ ...start, runName: ending });
  if (ending === "open-at-error") throw new TypeError("out of range");
  if (ending === "signal") {
    handleSignals();
    console.log("ready");
    setInterval(() => {}, 1_000);
  }
  if (ending === "killed") {
    for (let step = 0;; step++) {
      run.logMetric("loss", step, { step });
      if (step % 50 !== 49) continue;
      await run.flush();
      console.log(step + 1);
    }
  }
}
