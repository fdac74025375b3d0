/**
 * Delivers one batch: sends it and retries until every point is acknowledged or rejected. A run's
 * delivery, the journal of earlier visits and sync all use it.
 *
 * @module
 */
import type { MetricsClient } from "../ports/metrics_client.ts";
import { backoffDelay, pause, retryAfterOf } from "../session/retry.ts";
import { type Batch, settle, settleFailure, type Settlement } from "./batch.ts";
import type { UndeliveredPoints } from "./failures.ts";

/** Options of {@linkcode deliverBatch}. */
export interface BatchRoute {
  /** Receives the batch. */
  readonly client: MetricsClient;
  /** Trial component of the run. */
  readonly trialComponentName: string;
  /** Metric names, indexed by the batch's `series`. */
  readonly names: readonly string[];
  /**
   * Maximum number of attempts, after which the undelivered points count as rejected.
   * @default unlimited
   */
  readonly mostAttempts?: number | undefined;
  /** Called after each attempt, with the batch that was sent. */
  readonly onAttempt?: ((batch: Batch, settlement: Settlement) => void) | undefined;
  /**
   * Called before undelivered points are sent again; resolves when they may be sent.
   * @default waits for {@linkcode backoffDelay} of the attempts, or for the service's Retry-After
   */
  readonly waitFor?: ((rest: Batch, error: unknown) => Promise<void>) | undefined;
  /** Aborts the call. */
  readonly signal?: AbortSignal | undefined;
}

/** The result of {@linkcode deliverBatch}. */
export interface BatchOutcome {
  /** Number of acknowledged points. */
  readonly acknowledged: number;
  /** Rejected points. */
  readonly refused: readonly UndeliveredPoints[];
  /** Error of the last attempt, if it failed as a whole. */
  readonly error: unknown;
}

/**
 * Sends a batch until every point of it is acknowledged or rejected, by the retry rule of
 * `batch.ts`.
 *
 * @throws the signal's reason if the call is aborted
 */
export async function deliverBatch(first: Batch, route: BatchRoute): Promise<BatchOutcome> {
  const { signal, onAttempt } = route;
  const waitFor = route.waitFor ?? ((rest, error) => backOff(rest, error, signal));
  const refused: UndeliveredPoints[] = [];
  let acknowledged = 0;
  for (let batch = first;;) {
    signal?.throwIfAborted();
    const settlement = await attempt(batch, route);
    acknowledged += settlement.acknowledged;
    refused.push(...settlement.refused);
    onAttempt?.(batch, settlement);
    const { retry, error } = settlement;
    if (!retry) return { acknowledged, refused, error };
    await waitFor(retry, error);
    batch = retry;
  }
}

async function attempt(batch: Batch, route: BatchRoute): Promise<Settlement> {
  const { client, trialComponentName, names, mostAttempts, signal } = route;
  const { token, points } = batch;
  try {
    const refusals = await client.put({ trialComponentName, token, names, ...points }, { signal });
    return settle(batch, refusals, names, mostAttempts);
  } catch (error) {
    signal?.throwIfAborted();
    return settleFailure(batch, error, names, mostAttempts);
  }
}

function backOff(
  { attempts }: Batch,
  error: unknown,
  signal: AbortSignal | undefined,
): Promise<void> {
  return pause(backoffDelay(attempts, retryAfterOf(error), Math.random()), signal);
}
