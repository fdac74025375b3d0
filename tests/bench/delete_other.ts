// Opens and closes runs in the store of {folder}, and prints how long each took, in milliseconds.
import { startRun } from "../../mod.ts";
import { localSession } from "../../src/local.ts";

const [path = ""] = process.argv.slice(-1);
const session = await localSession({ path });
for (let index = 0;; index++) {
  const names = { experimentName: "others", runName: `r${process.pid}-${index}`, session };
  const began = performance.now();
  const run = await startRun({ ...names, captureEnvironment: false });
  run.logMetric("loss", index);
  await run.close();
  console.log(performance.now() - began);
}
