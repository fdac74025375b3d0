// Bundled, then run by Deno, Bun and Node: records runs through a client of its own, with the AWS SDK's
// retry and request handler, closes each with little patience, and says when that ended. Then it has to
// end by itself.
import process from "node:process";
import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import { createSession, startRun } from "../../mod.ts";

const { endpoint, runs, points, patienceMs, retryMode } = JSON.parse(
  process.argv.at(-1) ?? "{}",
) as {
  readonly endpoint: string;
  readonly runs: number;
  readonly points: number;
  readonly patienceMs: number;
  readonly retryMode: "standard" | "adaptive";
};
const session = createSession({
  sagemaker: new SageMakerClient({
    region: "us-east-1",
    endpoint,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    retryMode,
  }),
  logger: { info() {}, warn() {}, error() {} },
});
const opened = await Promise.all(
  Array.from(
    { length: runs },
    (_, index) =>
      startRun({
        experimentName: "own",
        runName: `run-${index}`,
        session,
        captureEnvironment: false,
      }),
  ),
);
for (const run of opened) {
  for (let step = 0; step < points; step++) run.logMetric("loss", step, { step });
  run.logParameter("late", 1);
}
await Promise.allSettled(opened.map((run) => run.flush({ timeoutMs: 100 })));
// By now what was logged is being sent on its own account, by nobody's limit.
await new Promise((resolve) => setTimeout(resolve, 1_500));
const started = performance.now();
const closed = await Promise.allSettled(opened.map((run) => run.close({ timeoutMs: patienceMs })));
const tookMs = performance.now() - started;
await session[Symbol.asyncDispose]();
// What is printed at the exit must fit into a pipe: 64 KiB.
const messages = closed.map((one) =>
  (one.status === "rejected" ? String(one.reason) : "delivered").slice(0, 500)
);
const endedAt = Date.now();
// Said by the child itself: its parent may be too busy to notice its end.
process.on("exit", () => {
  console.log(JSON.stringify({ messages, tookMs, outlivedMs: Date.now() - endedAt }));
});
