/**
 * Creates the session that `durableSession` returns. Calls and points go to the local session, and
 * a forwarder copies the runs that they change. Loaded with the first such session.
 *
 * @module
 */
import { ArgumentError } from "../errors.ts";
import { checkArgument, type OptionKinds, requireOptions } from "../options.ts";
import type { MetricsClient } from "../ports/metrics_client.ts";
import type { Caller } from "../session/caller.ts";
import type { SageMakerCommands } from "../session/operations/sagemaker.ts";
import type { Session, SessionLike } from "../session/session.ts";
import { Forwarder } from "./forwarder.ts";
import { numberFrom, required, SESSION } from "../kinds.ts";
import { openedSession } from "../connect/default_session.ts";

/** Options of `durableSession`. */
export interface DurableSessionOptions {
  /** Session over a local store that records the runs. */
  readonly local: SessionLike;
  /** Session that the runs are copied to. It may be unavailable. */
  readonly remote: SessionLike;
  /**
   * Delay between a change and the sync that copies it, in milliseconds.
   * @default 5_000
   */
  readonly intervalMs?: number | undefined;
  /**
   * Longest time that disposing the session waits for the last sync, in milliseconds.
   * @default 30_000
   */
  readonly closeTimeoutMs?: number | undefined;
}

const ACTION = "Cannot create durable session";

const OPTIONS: OptionKinds<DurableSessionOptions> = {
  local: required(SESSION),
  remote: required(SESSION),
  intervalMs: true,
  closeTimeoutMs: true,
};

/** Creates the session for `durableSession`. */
export async function forwardingSession(options: DurableSessionOptions): Promise<Session> {
  requireOptions(ACTION, options, OPTIONS);
  const { intervalMs = 5_000, closeTimeoutMs = 30_000 } = options;
  for (const [argument, value] of Object.entries({ intervalMs, closeTimeoutMs })) {
    checkArgument(ACTION, argument, value, numberFrom(0, 2_147_483_647, " milliseconds"));
  }
  const local = await openedSession("local", options.local);
  if (!local.store || !local.metrics?.read) {
    throw refusal("local", local.location, "be a session over a local store");
  }
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
    location: `${local.location}, copied in the background`,
    [Symbol.asyncDispose]: () => disposed ??= dispose(),
  });
}

function refusal(argument: string, value: unknown, rule: string): ArgumentError {
  return new ArgumentError(ACTION, { argument, value, rule });
}

/** Records the components that calls change. */
function watchCalls(
  sagemaker: Caller<SageMakerCommands>,
  note: (trialComponentName: string) => void,
): Caller<SageMakerCommands> {
  return {
    client: () => sagemaker.client(),
    ...(sagemaker.onClient ? { onClient: sagemaker.onClient.bind(sagemaker) } : {}),
    watch: (request, send) => sagemaker.watch(request, send),
    async call(operation, input, options) {
      const output = await sagemaker.call(operation, input, options);
      // Each operation has its own members; those that name a component are strings.
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

/** Records the components that receive points. */
function watchPoints(
  metrics: MetricsClient,
  note: (trialComponentName: string) => void,
): MetricsClient {
  const { largestBatch, concurrency, holdsEveryPoint } = metrics;
  return {
    largestBatch,
    concurrency,
    holdsEveryPoint,
    async put(batch, options) {
      const refusals = await metrics.put(batch, options);
      note(batch.trialComponentName);
      return refusals;
    },
    ...(metrics.read ? { read: metrics.read.bind(metrics) } : {}),
    ...(metrics.readThinned ? { readThinned: metrics.readThinned.bind(metrics) } : {}),
    ...(metrics.countNonFinite ? { countNonFinite: metrics.countNonFinite.bind(metrics) } : {}),
  };
}
