/**
 * Copies the points of a run. The cursor is saved when batches are planned, and again when they are
 * acknowledged. Batches that were in flight when a sync ended are sent again with the same tokens.
 * A destination that supports tokens stores them once.
 *
 * @module
 */
import { METRIC_AGE_MS } from "../rules/limits.ts";
import { makeBatch } from "../metrics/batch.ts";
import { emptyColumns, type PointColumns } from "../metrics/buffer.ts";
import { deliverBatch } from "../metrics/deliver_batch.ts";
import type { UndeliveredPoints } from "../metrics/failures.ts";
import type { CallOptions } from "../session/caller.ts";
import type { MetricBatch, MetricsClient, SeriesPoints } from "../ports/metrics_client.ts";
import type { KeptCursor, PlannedBatch, PointSpan } from "./cursor.ts";
import type { PointSource } from "./point_source.ts";
import type { SyncProblem } from "./summary.ts";

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

/** Returns the number of points to send. */
export function countPoints(source: PointSource, { state }: KeptCursor): number {
  return source.names.reduce(
    (sum, name) => sum + source.next(name, state.points[name] ?? 0, Infinity).count,
    0,
  );
}

/** Options of {@linkcode copyPoints}. */
export interface SendOptions extends CallOptions {
  /** Whether timestamps that AWS no longer accepts are moved to the oldest accepted one. */
  readonly movesTimestamps: boolean;
  /** Returns the number of runs that are being copied. */
  readonly runsUnderWay: () => number;
  /** Called after each batch with the number of points that have arrived. */
  readonly onSent: (points: number) => void;
}

/**
 * Sends the points that the destination has not acknowledged.
 *
 * @returns The rejected points, by metric and the destination's error code
 */
export async function copyPoints(
  { trialComponentName, client, takesAnyAge }: PointReceiver,
  source: PointSource,
  cursor: KeptCursor,
  { signal, movesTimestamps, runsUnderWay, onSent }: SendOptions,
): Promise<readonly SyncProblem[]> {
  const oldest = movesTimestamps && !takesAnyAge ? Date.now() - METRIC_AGE_MS + HOUR_MS : -Infinity;
  const refused = new Map<string, number>();
  const { state } = cursor;
  const send = async (planned: PlannedBatch): Promise<void> => {
    const { names, ...points } = await columnsOf(source, planned.spans, oldest);
    const outcome = await deliverBatch(makeBatch(points, 0, planned.token), {
      client,
      trialComponentName,
      names,
      mostAttempts: MOST_ATTEMPTS,
      onAttempt: (_batch, { acknowledged }) => onSent(acknowledged),
      signal,
    });
    // The request itself failed: the batch stays in the cursor and is sent again unchanged.
    if (outcome.error !== undefined) throw outcome.error;
    countRefusals(outcome.refused, refused);
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
  return toProblems(refused);
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

type NamedColumns = PointColumns & Pick<MetricBatch, "names">;

async function columnsOf(
  source: PointSource,
  spans: readonly PointSpan[],
  oldest: number,
): Promise<NamedColumns> {
  const pieces: SeriesPoints[] = [];
  for (const span of spans) pieces.push(await source.read(span));
  const length = pieces.reduce((sum, { values }) => sum + values.length, 0);
  const columns = { names: spans.map(({ name }) => name), ...emptyColumns(length) };
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

function countRefusals(
  refused: readonly UndeliveredPoints[],
  counts: Map<string, number>,
): void {
  for (const { name, reason, count } of refused) {
    const key = JSON.stringify([name, reason]);
    counts.set(key, (counts.get(key) ?? 0) + count);
  }
}

function toProblems(refused: ReadonlyMap<string, number>): readonly SyncProblem[] {
  return [...refused].map(([key, count]) => {
    // Created above.
    const [name, reason] = JSON.parse(key) as [string, string];
    return { kind: "metric", name, count, reason };
  });
}
