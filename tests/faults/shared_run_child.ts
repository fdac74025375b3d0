// Records into a run that others record into as well, until it is killed or gets SIGTERM:
// {store} {metric} {first step}. It prints how many of its points are kept.
import { loadRun, startRun } from "../../mod.ts";
import { localSession } from "../../src/local.ts";

const [path = "", metric = "", first = ""] = process.argv.slice(-3);
const firstStep = Number(first);
let isEnding = false;
process.on("SIGTERM", () => void (isEnding = true));
const session = await localSession({ path });
const open = firstStep % 2_000_000 === 0 ? startRun : loadRun;
const run = await open({
  experimentName: "shared",
  runName: "soak",
  session,
  captureEnvironment: false,
});
let count = 0;
while (!isEnding) {
  for (const last = count + 5; count < last; count++) {
    run.logMetric(metric, count, { step: firstStep + count });
  }
  await run.flush();
  console.log(count);
  await new Promise((resolve) => setTimeout(resolve, 5));
}
await run.close();
console.log("closed");
