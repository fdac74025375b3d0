/**
 * Batches: points on their way, and what an answer leaves of them. Pure. Browser-safe.
 *
 * @module
 */
import type { PointRefusal } from "../ports/metrics_client.ts";
import { type PointColumns, selectRows } from "./buffer.ts";
import { UndeliveredPoints } from "./failures.ts";

/** Points that are sent together, and again if need be. */
export interface Batch {
  /** The same for every attempt, so that a receiver can tell a repetition. */
  readonly token: string;
  /** Position of the earliest point among all points of the run. */
  readonly first: number;
  /** The points. */
  readonly points: PointColumns;
  /** Attempts made so far. */
  readonly attempts: number;
}

/** What an answer leaves of a batch. */
export interface Settlement {
  /** Points taken. */
  readonly acknowledged: number;
  /** Points to send again, if any. */
  readonly retry: Batch | undefined;
  /** Points refused for good. */
  readonly refused: readonly UndeliveredPoints[];
}

/** A batch of fresh points. */
export function makeBatch(
  points: PointColumns,
  first: number,
  token: string = crypto.randomUUID(),
): Batch {
  return { token, first, points, attempts: 0 };
}

/** Reads an answer's refusals, each by its row. */
export function settle(
  batch: Batch,
  refusals: readonly PointRefusal[],
  names: readonly string[],
): Settlement {
  const again = refusals.filter(({ verdict }) => verdict === "retry").map(({ index }) => index);
  const final = Map.groupBy(
    refusals.filter(({ verdict }) => verdict === "refuse"),
    ({ code }) => code,
  );
  const refused = [...final].flatMap(([reason, points]) =>
    refuseRows(batch, points.map(({ index }) => index), { reason, cause: undefined }, names)
  );
  return {
    acknowledged: batch.points.values.length - refusals.length,
    retry: again.length === 0 ? undefined : {
      // Other points, so another token: the rest of the batch has arrived.
      ...makeBatch(selectRows(batch.points, again), batch.first),
      attempts: batch.attempts + 1,
    },
    refused,
  };
}

/** A whole batch that is given up. */
export function refuseBatch(
  batch: Batch,
  facts: { readonly reason: string; readonly cause: unknown },
  names: readonly string[],
): readonly UndeliveredPoints[] {
  return refuseRows(batch, batch.points.values.keys(), facts, names);
}

function refuseRows(
  { points }: Batch,
  rows: Iterable<number>,
  facts: { readonly reason: string; readonly cause: unknown },
  names: readonly string[],
): readonly UndeliveredPoints[] {
  const bySeries = Map.groupBy(rows, (row) => points.series[row] ?? 0);
  return [...bySeries].map(([series, own]) =>
    new UndeliveredPoints(names[series] ?? "", facts, points, Uint32Array.from(own))
  );
}
