// Bundled, then run by each runtime: records a run with the name of the runtime into the stores that
// paths lead to, and prints the absolute path of each.
import process from "node:process";
import { withRun } from "../../mod.ts";
import { localSession } from "../../src/local.ts";

const [runName = "", ...paths] = process.argv.slice(2);
const found: (string | undefined)[] = [];
for (const [at, path] of paths.entries()) {
  await using session = await localSession({ path });
  found.push(session.store?.location?.path);
  const names = { experimentName: "demo", runName: `${runName}-${at}` };
  await withRun(
    { ...names, session, captureEnvironment: false },
    (run) => run.logMetric("loss", 1),
  );
}
console.log(JSON.stringify(found));
