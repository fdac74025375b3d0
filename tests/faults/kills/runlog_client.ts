// Records runs with this library until it is stopped: {url} {token} {stop file}.
import { awsSession, startRun } from "../../../mod.ts";
import { isStopped, tell, token, url } from "./until_done.ts";

const POINTS = 40;

await using session = await awsSession({
  region: "local",
  endpoint: url,
  credentials: { accessKeyId: token, secretAccessKey: "local" },
});
for (let number = 0; !isStopped(); number++) {
  const runName = `runlog-${number}`;
  const values = Array.from({ length: POINTS }, (_, step) => Math.sin(number * POINTS + step));
  try {
    const run = await startRun({ experimentName: "kills", runName, session });
    const component = `kills-${runName}`;
    for (const [step, value] of values.entries()) {
      run.logMetric("loss", value, { step });
      if (step % 10 === 9) await run.flush();
    }
    tell({ kind: "points", component, metric: "loss", values });
    run.logParameters({ number, text: `of ${runName}` });
    await run.close();
    const parameters = { number, text: `of ${runName}` };
    tell({ kind: "component", name: component, parameters });
  } catch (error) {
    // It gave up, and said so: nothing was acknowledged. The server is back soon.
    console.error(String(error));
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
