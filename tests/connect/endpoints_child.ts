/** Records a run with a metric and a file through `defaultSession()`, and says how that went. */
import { withRun } from "../../mod.ts";

try {
  const names = { experimentName: "endpoints", captureEnvironment: false };
  await withRun(names, async (run) => {
    run.logMetric("loss", 0.5, { step: 1 });
    await run.logText("hello", { name: "note.txt" });
  });
  console.log("recorded");
} catch (error) {
  console.log(error instanceof Error ? `${error.name}: ${error.message}` : error);
}
