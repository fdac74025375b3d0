/**
 * Delivers one batch: sends it, and what is left of it, until every point is acknowledged or rejected.
 * A run's delivery, the journal of earlier visits and a sync all send through this. Browser-safe.
 *
 * @module
 */
import type { MetricsClient } from "../ports/metrics_client.ts";
import { backoffDelay, pause, retryAfterOf } from "../session/retry.ts";
import { type Batch, settle, settleFailure, type Settlement } from "./batch.ts";
import type { UndeliveredPoints } from "./failures.ts";

/** How a batch is delivered. */
export interface BatchRoute {
  /** Receives it. */
  readonly client: MetricsClient;
  /** Trial component of the run. */
  readonly trialComponentName: string;
  /** Metric names that the batch's `series` index. */
  readonly names: readonly string[];
  /**
   * Attempts before what is left counts as rejected.
   * @default unlimited
   */
  readonly mostAttempts?: number | undefined;
  /** Called after each attempt, with the batch that was sent. */
  readonly onAttempt?: ((batch: Batch, settlement: Settlement) => void) | undefined;
  /**
   * Waits before the rest of a batch is sent again.
   * @default {@linkcode backoffDelay} of its attempts, or the service's Retry-After
   */
  readonly waitFor?: ((rest: Batch, error: unknown) => Promise<void>) | undefined;
  /** Aborts the delivery. */
  readonly signal?: AbortSignal | undefined;
}

/** What became of a batch. */
export interface BatchOutcome {
  /** Points acknowledged. */
  readonly acknowledged: number;
  /** Points rejected. */
  readonly refused: readonly UndeliveredPoints[];
  /** The error of the last attempt, if it failed as a whole. */
  readonly error: unknown;
}

/**
 * Sends a batch until every point of it is acknowledged or rejected, by the retry rule of `batch.ts`.
 *
 * @throws the signal's reason
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
