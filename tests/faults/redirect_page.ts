/** A page whose requests of three kinds are redirected: leaves what it is told of each in a global. */
import { awsSession, type Run, startRun } from "../../mod.ts";

const session = await awsSession({
  region: "us-east-1",
  endpoint: location.origin,
  credentials: { accessKeyId: "local", secretAccessKey: "local", sessionToken: "canary" },
  logger: { info() {}, warn() {}, error() {} },
});

async function attempt(experimentName: string, work: (run: Run) => Promise<unknown>) {
  try {
    const run = await startRun({ experimentName, session });
    await work(run);
    return "delivered";
  } catch (error) {
    return String(error);
  }
}

const outcome = await Promise.all([
  attempt("opening", (run) => run.close()),
  attempt("files", (run) => run.logText("secret", { name: "notes.txt" })),
  attempt("metrics", (run) => {
    run.logMetric("loss", 1);
    return run.close({ timeoutMs: 1_500 });
  }),
]);
Object.assign(globalThis, { outcome });
