/**
 * Batches: points on their way, and what an attempt leaves of them. Pure. Browser-safe.
 *
 * The retry rule: points that a receiver asks for again go in a batch of their own, under a token of
 * their own, since the rest has arrived. A request that fails as a whole goes again as it was, under
 * its token, unless the failure is final (`verdictOf`). Points that are rejected, or are left when a
 * limit of attempts is reached, are reported with the receiver's code or the error's name.
 *
 * @module
 */
import type { PointRefusal } from "../ports/metrics_client.ts";
import { verdictOf } from "../session/retry.ts";
import { type PointColumns, selectRows } from "./buffer.ts";
import { UndeliveredPoints } from "./failures.ts";

/** Points that are sent together, and again if need be. */
export interface Batch {
  /** The same for every attempt, so that a receiver can recognize a repetition. */
  readonly token: string;
  /** Position of the earliest point among all points of the run. */
  readonly first: number;
  /** The points. */
  readonly points: PointColumns;
  /** Attempts made so far. */
  readonly attempts: number;
}

/** What an attempt leaves of a batch. */
export interface Settlement {
  /** Points acknowledged. */
  readonly acknowledged: number;
  /** Points to send again, if any. */
  readonly retry: Batch | undefined;
  /** Points rejected for good. */
  readonly refused: readonly UndeliveredPoints[];
  /** The error of an attempt that failed as a whole. */
  readonly error: unknown;
}

/** What is known of points that are given up. */
export interface RefusalFacts {
  /** The receiver's code, or the error's name. */
  readonly reason: string;
  /** The error underneath, if there is one. */
  readonly cause: unknown;
}

/** Makes a batch of fresh points. */
export function makeBatch(
  points: PointColumns,
  first: number,
  token: string = crypto.randomUUID(),
): Batch {
  return { token, first, points, attempts: 0 };
}

/**
 * Settles a batch by its answer, which names single points that were not taken.
 *
 * @param mostAttempts Attempts after which no point is sent again
 */
export function settle(
  batch: Batch,
  refusals: readonly PointRefusal[],
  names: readonly string[],
  mostAttempts = Infinity,
): Settlement {
  const attempts = batch.attempts + 1;
  const isAgain = ({ verdict }: PointRefusal): boolean =>
    verdict === "retry" && attempts < mostAttempts;
  const again = refusals.filter(isAgain).map(({ index }) => index);
  const byCode = Map.groupBy(refusals.filter((one) => !isAgain(one)), ({ code }) => code);
  const refused = [...byCode].flatMap(([reason, points]) =>
    refuseRows(batch, points.map(({ index }) => index), { reason, cause: undefined }, names)
  );
  return {
    acknowledged: batch.points.values.length - refusals.length,
    retry: again.length === 0
      ? undefined
      : { ...makeBatch(selectRows(batch.points, again), batch.first), attempts },
    refused,
    error: undefined,
  };
}

/**
 * Settles a batch whose request failed as a whole.
 *
 * @param mostAttempts Attempts after which it is not sent again
 */
export function settleFailure(
  batch: Batch,
  error: unknown,
  names: readonly string[],
  mostAttempts = Infinity,
): Settlement {
  const attempts = batch.attempts + 1;
  if (verdictOf(error) !== "refuse" && attempts < mostAttempts) {
    return { acknowledged: 0, retry: { ...batch, attempts }, refused: [], error };
  }
  const facts = { reason: reasonOf(error), cause: error };
  return { acknowledged: 0, retry: undefined, refused: refuseBatch(batch, facts, names), error };
}

/** Gives up a whole batch. */
export function refuseBatch(
  batch: Batch,
  facts: RefusalFacts,
  names: readonly string[],
): readonly UndeliveredPoints[] {
  return refuseRows(batch, batch.points.values.keys(), facts, names);
}

/** Returns the reason of points that an error keeps from being delivered. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.name : "MetricRefused";
}

function refuseRows(
  { points }: Batch,
  rows: Iterable<number>,
  facts: RefusalFacts,
  names: readonly string[],
): readonly UndeliveredPoints[] {
  const bySeries = Map.groupBy(rows, (row) => points.series[row] ?? 0);
  return [...bySeries].map(([series, own]) =>
    new UndeliveredPoints(names[series] ?? "", facts, points, Uint32Array.from(own))
  );
}
