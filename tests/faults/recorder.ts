/** Records one run through an endpoint, in any runtime, and says how it went. */
import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import {
  createSession,
  DeliveryError,
  fetchTransport,
  type MetricStats,
  startRun,
} from "../../mod.ts";

/** One recording. */
export interface Recording {
  /** Where to. */
  readonly endpoint: string;
  /** The run's name. */
  readonly runName: string;
  /** How many points. */
  readonly points: number;
  /** Time limit of an attempt, in milliseconds. */
  readonly attemptMs: number;
  /** Time limit of the closing, in milliseconds. */
  readonly closeMs: number;
}

/** How a recording went. */
export interface Recorded {
  /** The run's name. */
  readonly runName: string;
  /** The counters at the end. */
  readonly stats: MetricStats;
  /** How long recording and closing took, in milliseconds. */
  readonly tookMs: number;
  /** What the closing threw. */
  readonly error?: { readonly name: string; readonly points: number; readonly message: string };
}

/** The experiment of every recording. */
export const EXPERIMENT = "faults";

/** The value at each step. */
export function valueOf(step: number): number {
  return Math.fround(Math.sin(step));
}

/** Records a run. */
export async function record(recording: Recording): Promise<Recorded> {
  const { endpoint, runName, points, attemptMs, closeMs } = recording;
  const sagemaker = new SageMakerClient({
    region: "local",
    endpoint,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    requestHandler: fetchTransport((request) => fetch(request), { timeoutMs: attemptMs }),
  });
  const quiet = { info() {}, warn() {}, error() {} };
  const session = createSession({ sagemaker, metricsEndpoint: endpoint, logger: quiet });
  const run = await startRun({
    experimentName: EXPERIMENT,
    runName,
    session,
    captureEnvironment: false,
  });
  const started = performance.now();
  for (let step = 0; step < points; step++) run.logMetric("loss", valueOf(step), { step });
  const error = await run.close({ timeout: closeMs }).then(() => undefined, problem);
  const tookMs = performance.now() - started;
  sagemaker.destroy();
  return { runName, stats: run.stats, tookMs, ...(error ? { error } : {}) };
}

function problem(error: unknown): NonNullable<Recorded["error"]> {
  if (!(error instanceof DeliveryError)) throw error;
  const metrics = error.undelivered.filter(({ kind }) => kind === "metric");
  const points = metrics.reduce((sum, { count }) => sum + count, 0);
  return { name: error.name, points, message: error.message };
}
