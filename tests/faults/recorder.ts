/** Records one run through an endpoint, in any runtime, and says how it went. */
import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import {
  awsSession,
  createSession,
  DeliveryError,
  fetchTransport,
  type MetricStats,
  type Run,
  type Session,
  startRun,
} from "../../mod.ts";
import { watchPace } from "../support/pace.ts";

/** One recording. */
export interface Recording {
  /** Where to. */
  readonly endpoint: string;
  /** The run's name. */
  readonly runName: string;
  /** How many points. */
  readonly points: number;
  /** Time limit of an attempt, in milliseconds; `awsSession`'s own where there is none. */
  readonly attemptMs?: number;
  /** Time limit of the closing, in milliseconds. */
  readonly closeMs: number;
  /** How far the machine's clock jumps halfway, in milliseconds; not at all where absent. */
  readonly jumpMs?: number;
  /** When the first point was measured, in milliseconds since 1970, each next one a millisecond later. */
  readonly firstMs?: number;
}

/** How a recording went. */
export interface Recorded {
  /** The run's name. */
  readonly runName: string;
  /** The counters at the end. */
  readonly stats: MetricStats;
  /** When it ended, in milliseconds since 1970. */
  readonly endedAt: number;
  /** How long recording and closing took, in milliseconds that its process got. */
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
  const { runName, points, closeMs } = recording;
  const session = await openSession(recording);
  const run = await startRun({
    experimentName: EXPERIMENT,
    runName,
    session,
    captureEnvironment: false,
  });
  using pace = watchPace();
  for (let step = 0; step < points; step++) {
    if (step === points / 2) await jump(run, recording.jumpMs ?? 0);
    const timestamp = recording.firstMs === undefined ? undefined : recording.firstMs + step;
    run.logMetric("loss", valueOf(step), { step, timestamp });
  }
  const error = await run.close({ timeoutMs: closeMs }).then(() => undefined, problem);
  const tookMs = pace.ownMs();
  const endedAt = Date.now();
  await session[Symbol.asyncDispose]();
  return { runName, stats: run.stats, endedAt, tookMs, ...(error ? { error } : {}) };
}

/** Sets this machine's clock, as far as programs see it, once what was logged has arrived. */
async function jump(run: Run, milliseconds: number): Promise<void> {
  if (milliseconds === 0) return;
  await run.flush();
  const { now } = Date;
  Date.now = () => now() + milliseconds;
}

async function openSession({ endpoint, attemptMs }: Recording): Promise<Session> {
  const logger = { info() {}, warn() {}, error() {} };
  const region = "local";
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  if (attemptMs === undefined) {
    let asked = 0;
    return await awsSession({
      region,
      endpoint,
      logger,
      credentials: () => Promise.resolve({ ...credentials, accessKeyId: `key-${asked++}` }),
    });
  }
  const sagemaker = new SageMakerClient({
    region,
    endpoint,
    credentials,
    requestHandler: fetchTransport((request) => fetch(request), { timeoutMs: attemptMs }),
  });
  return createSession({ sagemaker, metricsEndpoint: endpoint, logger });
}

function problem(error: unknown): NonNullable<Recorded["error"]> {
  if (!(error instanceof DeliveryError)) throw error;
  const metrics = error.undelivered.filter(({ kind }) => kind === "metric");
  const points = metrics.reduce((sum, { count }) => sum + count, 0);
  return { name: error.name, points, message: error.message };
}
