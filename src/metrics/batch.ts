/**
 * Defines batches of points in delivery, and the result of an attempt to send one.
 *
 * The retry rule: if a receiver requests some points again, they are sent in a new batch with a new
 * token, because it has accepted the others. If a request fails as a whole, the batch is sent again
 * unchanged and with the same token, unless the failure is final (`verdictOf`). Points that are
 * rejected, or undelivered at the limit of attempts, are reported with the receiver's code or the
 * error's name.
 *
 * @module
 */
import type { PointRefusal } from "../ports/metrics_client.ts";
import { verdictOf } from "../session/retry.ts";
import { type PointColumns, selectRows } from "./buffer.ts";
import { UndeliveredPoints } from "./failures.ts";

/** Points that are sent together, several times if necessary. */
export interface Batch {
  /** Equal for every attempt, so that a receiver can detect a repetition. */
  readonly token: string;
  /** Position of the earliest point among all points of the run. */
  readonly first: number;
  /** The batch's points, as columns. */
  readonly points: PointColumns;
  /** Number of attempts so far. */
  readonly attempts: number;
}

/** The result of an attempt to send a batch. */
export interface Settlement {
  /** Number of acknowledged points. */
  readonly acknowledged: number;
  /** Batch of points to send again; undefined if no point needs a retry. */
  readonly retry: Batch | undefined;
  /** Permanently rejected points. */
  readonly refused: readonly UndeliveredPoints[];
  /** Error of the attempt, if it failed as a whole. */
  readonly error: unknown;
}

/** Reason why points are not delivered. */
export interface RefusalFacts {
  /** Code from the receiver, or name of the error. */
  readonly reason: string;
  /** Underlying error, if there is one. */
  readonly cause: unknown;
  /** Attempts until a time limit passed, in words. */
  readonly detail?: string | undefined;
}

/** Creates a batch of points that have not been sent yet. */
export function makeBatch(
  points: PointColumns,
  first: number,
  token: string = crypto.randomUUID(),
): Batch {
  return { token, first, points, attempts: 0 };
}

/**
 * Returns the result of an attempt from its response, which lists the points that were not
 * accepted.
 *
 * @param mostAttempts Number of attempts after which no point is sent again
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
 * Returns the result of an attempt that failed as a whole.
 *
 * @param mostAttempts Number of attempts after which the batch is not sent again
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

/** Returns all points of a batch as undelivered. */
export function refuseBatch(
  batch: Batch,
  facts: RefusalFacts,
  names: readonly string[],
): readonly UndeliveredPoints[] {
  return refuseRows(batch, batch.points.values.keys(), facts, names);
}

/** Returns the reason to report for points that an error prevented from being delivered. */
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
