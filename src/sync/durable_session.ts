/**
 * A session that records here first, and sends what was recorded on. Browser-safe.
 *
 * @module
 */
import { ArgumentError } from "../errors.ts";
import type { Caller } from "../session/caller.ts";
import type { MetricsClient } from "../ports/metrics_client.ts";
import type { SageMakerCommands } from "../session/operations/sagemaker.ts";
import type { Session, SessionLike } from "../session/session.ts";

/** Options of {@linkcode durableSession}. */
export interface DurableSessionOptions {
  /** Where runs are recorded: a local store. */
  readonly local: SessionLike;
  /** Where they are sent. It need not be in reach. */
  readonly remote: SessionLike;
  /**
   * How long after a change what has changed is sent, in milliseconds.
   * @default 5_000
   */
  readonly intervalMs?: number | undefined;
  /**
   * How long disposing the session waits for what is left to be sent, in milliseconds.
   * @default 30_000
   */
  readonly closeTimeoutMs?: number | undefined;
}

/**
 * A session whose runs are recorded in a local store, and sent on to another session beside the
 * work. What was logged is safe once it is in the store: no network, expired credentials or a killed
 * process cost a point, and none of them delays the run or breaks it. What was not sent is sent by the
 * next durable session over the two, or by `syncRuns`, which says how conflicts are decided: a run
 * that was changed at the far side is left alone.
 *
 * The first failure in a row is told to the local session's logger. Disposing the session sends what
 * is left, within a limit, and disposes both sessions.
 *
 * @param options Both sessions
 * @returns A session to record with
 * @throws {ArgumentError} when `local` keeps no runs itself, or a number is out of range
 *
 * @example
 * ```ts
 * import { durableSession, listRuns, withRun } from "@runlog/sagemaker";
 * import { localSession } from "@runlog/sagemaker/local";
 *
 * const folder = await Deno.makeTempDir();
 * const remote = await localSession({ path: `${folder}/remote` }); // as a rule: awsSession()
 * await using session = await durableSession({
 *   local: localSession({ path: `${folder}/local` }),
 *   remote,
 * });
 * await withRun({ experimentName: "demo", session }, (run) => run.logMetric("loss", 0.5));
 * ```
 */
export async function durableSession(options: DurableSessionOptions): Promise<Session> {
  const { intervalMs = 5_000, closeTimeoutMs = 30_000 } = options;
  for (const [argument, value] of Object.entries({ intervalMs, closeTimeoutMs })) {
    if (!(value >= 0)) throw refusal(argument, value, "be 0 or more milliseconds");
  }
  const local = await options.local;
  if (!local.cursors || !local.metrics?.read) {
    throw refusal("local", local.location, "be a session over a local store");
  }
  const { Forwarder } = await import("./forwarder.ts");
  const forwarder = new Forwarder(local, options.remote, intervalMs);
  let disposed: Promise<void> | undefined;
  const dispose = async (): Promise<void> => {
    await forwarder.finish(closeTimeoutMs);
    const remote = await Promise.resolve(options.remote).catch(() => undefined);
    await Promise.all([local[Symbol.asyncDispose](), remote?.[Symbol.asyncDispose]()]);
  };
  return Object.freeze({
    ...local,
    sagemaker: watchCalls(local.sagemaker, (name) => forwarder.note(name)),
    metrics: watchPoints(local.metrics, (name) => forwarder.note(name)),
    location: `${local.location}, sent on as it can be`,
    [Symbol.asyncDispose]: () => disposed ??= dispose(),
  });
}

function refusal(argument: string, value: unknown, rule: string): ArgumentError {
  return new ArgumentError("Cannot create durable session", { argument, value, rule });
}

/** Hears of the components that calls change. */
function watchCalls(
  sagemaker: Caller<SageMakerCommands>,
  note: (trialComponentName: string) => void,
): Caller<SageMakerCommands> {
  return {
    client: () => sagemaker.client(),
    watch: (request, send) => sagemaker.watch(request, send),
    async call(operation, input, options) {
      const output = await sagemaker.call(operation, input, options);
      // Each operation has its own members; those that name a component are texts.
      for (const name of changedComponents(operation, input as Readonly<Record<string, unknown>>)) {
        note(name);
      }
      return output;
    },
  };
}

const COMPONENT_ARN = /:experiment-trial-component\/(.+)$/;

function changedComponents(
  operation: string,
  input: Readonly<Record<string, unknown>>,
): readonly string[] {
  if (/^(Describe|List|Search|Delete)/.test(operation)) return [];
  const arns = [input["SourceArn"], input["DestinationArn"], input["ResourceArn"]]
    .map((arn) => COMPONENT_ARN.exec(String(arn))?.[1]);
  return [input["TrialComponentName"], ...arns].filter((name) => typeof name === "string");
}

/** Hears of the components that points come to. */
function watchPoints(
  metrics: MetricsClient,
  note: (trialComponentName: string) => void,
): MetricsClient {
  const { largestBatch, concurrency } = metrics;
  return {
    largestBatch,
    concurrency,
    async put(batch, options) {
      const refusals = await metrics.put(batch, options);
      note(batch.trialComponentName);
      return refusals;
    },
    ...(metrics.read ? { read: metrics.read.bind(metrics) } : {}),
  };
}
