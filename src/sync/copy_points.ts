/**
 * Copies the points of a run. The cursor is saved when batches are planned, and again when they are
 * acknowledged. Batches that were in flight when a sync ended are sent again with the same tokens.
 * A destination that supports tokens stores them once.
 *
 * @module
 */
import { METRIC_AGE_MS } from "../rules/limits.ts";
import { keptName, loggedName } from "../rules/metric_name.ts";
import { makeBatch } from "../metrics/batch.ts";
import { emptyColumns, type PointColumns } from "../metrics/buffer.ts";
import { deliverBatch } from "../metrics/deliver_batch.ts";
import type { CallOptions } from "../session/caller.ts";
import type { MetricsClient, SeriesPoints } from "../ports/metrics_client.ts";
import type { KeptCursor, PlannedBatch, PointSpan } from "./cursor.ts";
import { countReason, fittingPoints, type ReasonCounts } from "./fitting_points.ts";
import type { PointSource } from "./point_source.ts";
import type { SyncProblem } from "./problem.ts";

/** Most batches in flight, over all runs that are copied at a time. */
const MOST_BATCHES = 64;

/** Most attempts to send a batch and its rest. `failure.ts` limits the attempts to copy a run. */
const MOST_ATTEMPTS = 4;

/** Margin of moved points within AWS's limit, because points wait and clocks differ. */
const HOUR_MS = 3_600_000;

/** Receiver of a run's points at the destination. */
export interface PointReceiver {
  /** Name of the run's component. */
  readonly trialComponentName: string;
  /** Client that sends batches of points. */
  readonly client: MetricsClient;
  /** Whether points may be older than AWS accepts. */
  readonly takesAnyAge: boolean;
}

/** Returns the number of points to send, without those that the destination does not hold. */
export async function countPoints(
  { client }: PointReceiver,
  source: PointSource,
  { state }: KeptCursor,
): Promise<number> {
  let sum = 0;
  for (const name of source.names) {
    const from = state.points[name] ?? 0;
    const { to, count } = source.next(name, from, Infinity);
    sum += count;
    if (count === 0 || client.holdsEveryPoint || !source.mayBeNonFinite(name)) continue;
    const { values } = await source.read({ name, from, to });
    sum -= values.length - values.filter(Number.isFinite).length;
  }
  return sum;
}

/** Options of {@linkcode copyPoints}. */
export interface SendOptions extends CallOptions {
  /** Whether timestamps that AWS no longer accepts are moved to the oldest accepted one. */
  readonly movesTimestamps: boolean;
  /** Returns the number of runs that are being copied. */
  readonly runsUnderWay: () => number;
  /** Called after each batch with the number of points that have arrived. */
  readonly onSent: (points: number) => void;
  /** Counts the points that did not arrive, or not unchanged. */
  readonly counts: ReasonCounts;
}

/**
 * Sends the points that the destination has not acknowledged. Points that it does not hold count as
 * sent, so that no later sync finds them again.
 */
export async function copyPoints(
  { trialComponentName, client, takesAnyAge }: PointReceiver,
  source: PointSource,
  cursor: KeptCursor,
  { signal, movesTimestamps, runsUnderWay, onSent, counts }: SendOptions,
): Promise<void> {
  const oldest = movesTimestamps && !takesAnyAge ? Date.now() - METRIC_AGE_MS + HOUR_MS : -Infinity;
  const { state } = cursor;
  const send = async (planned: PlannedBatch): Promise<void> => {
    const names = planned.spans.map(({ name }) => name);
    const all = await columnsOf(source, planned.spans, oldest);
    const leftOut: ReasonCounts = new Map();
    const points = client.holdsEveryPoint ? all : fittingPoints(all, names, leftOut);
    if (points.values.length > 0) {
      const outcome = await deliverBatch(makeBatch(points, 0, planned.token), {
        client,
        trialComponentName,
        names: names.map(keptName),
        mostAttempts: MOST_ATTEMPTS,
        onAttempt: (_batch, { acknowledged }) => onSent(acknowledged),
        signal,
      });
      // The request itself failed: the batch stays in the cursor and is sent again unchanged.
      if (outcome.error !== undefined) throw outcome.error;
      for (const { name, reason, count } of outcome.refused) {
        countReason(counts, loggedName(name), reason, count);
      }
    }
    for (const [key, count] of leftOut) counts.set(key, (counts.get(key) ?? 0) + count);
    state.flight = state.flight.filter((other) => other !== planned);
    await cursor.save();
  };
  while (true) {
    if (state.flight.length === 0) {
      const share = Math.max(1, Math.floor(MOST_BATCHES / runsUnderWay()));
      const { flight, positions } = plan(source, state.points, {
        largestBatch: client.largestBatch,
        concurrency: Math.min(client.concurrency, share),
      });
      if (flight.length === 0) break;
      state.flight = flight;
      state.points = positions;
      await cursor.save();
    }
    // All requests end before a retry may begin.
    const sent = await Promise.allSettled(state.flight.map(send));
    const failed = sent.find((one) => one.status === "rejected");
    if (failed) throw failed.reason;
  }
}

/** Plans the next batches: as large, and as many in flight, as allowed. */
function plan(
  source: PointSource,
  sent: Readonly<Record<string, number>>,
  { largestBatch, concurrency }: { readonly largestBatch: number; readonly concurrency: number },
): { readonly flight: readonly PlannedBatch[]; readonly positions: Record<string, number> } {
  const positions = { ...sent };
  const flight: PlannedBatch[] = [];
  let spans: PointSpan[] = [];
  let room = largestBatch;
  const close = (): void => {
    flight.push({ token: crypto.randomUUID(), spans });
    [spans, room] = [[], largestBatch];
  };
  for (const name of source.names) {
    while (flight.length < concurrency) {
      const from = positions[name] ?? 0;
      const { to, count } = source.next(name, from, room);
      if (count === 0) break;
      spans.push({ name, from, to });
      positions[name] = to;
      room -= count;
      if (room === 0) close();
    }
  }
  if (spans.length > 0) close();
  return { flight, positions };
}

async function columnsOf(
  source: PointSource,
  spans: readonly PointSpan[],
  oldest: number,
): Promise<PointColumns> {
  const pieces: SeriesPoints[] = [];
  for (const span of spans) pieces.push(await source.read(span));
  const length = pieces.reduce((sum, { values }) => sum + values.length, 0);
  const columns = emptyColumns(length);
  let at = 0;
  for (const [series, { values, timestamps, steps }] of pieces.entries()) {
    columns.series.fill(series, at, at + values.length);
    columns.values.set(values, at);
    columns.timestamps.set(timestamps.map((time) => Math.max(time, oldest)), at);
    columns.steps.set(steps, at);
    at += values.length;
  }
  return columns;
}

/** Returns the counted points as problems of a run. */
export function toProblems(counts: ReasonCounts): readonly SyncProblem[] {
  return [...counts].map(([key, count]) => {
    // Created by countReason.
    const [name, reason] = JSON.parse(key) as [string, string];
    return { kind: "metric", name, count, reason };
  });
}
