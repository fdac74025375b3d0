// Records 1,000 points a second for some time: {endpoint} {seconds} {limit of an attempt in ms}. Prints
// the memory that it had each second once garbage was collected, and how it ended; then it has to end
// by itself.
import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import { createSession, fetchTransport, startRun } from "../../mod.ts";
import { EXPERIMENT, valueOf } from "./recorder.ts";

// Runtimes have it where they were asked to.
const { gc: collectGarbage } = globalThis as unknown as { readonly gc: () => void };
const [endpoint = "", seconds = "", attemptMs = ""] = process.argv.slice(-3);
const logger = { info() {}, warn() {}, error() {} };
const sagemaker = new SageMakerClient({
  region: "local",
  endpoint,
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
  requestHandler: fetchTransport((request) => fetch(request), { timeoutMs: Number(attemptMs) }),
});
const session = createSession({ sagemaker, metricsEndpoint: endpoint, logger });
const runName = "soak";
const run = await startRun({
  experimentName: EXPERIMENT,
  runName,
  session,
  captureEnvironment: false,
});
const started = performance.now();
const lasts = Number(seconds) * 1_000;
let step = 0;
/** Resident memory in bytes, one a second. */
const memory: number[] = [];
for (let passed = 0; passed < lasts; passed = performance.now() - started) {
  for (; step < passed; step++) run.logMetric("loss", valueOf(step), { step });
  if (passed >= memory.length * 1_000) {
    collectGarbage();
    memory.push(process.memoryUsage().rss);
  }
  await new Promise((resolve) => setTimeout(resolve, 10));
}
// Longer than a busy machine takes for what has piled up.
const error = await run.close({ timeoutMs: 300_000 }).then(
  () => undefined,
  (error) => error.message,
);
sagemaker.destroy();
console.log(JSON.stringify({ step, stats: run.stats, memory, error }));
