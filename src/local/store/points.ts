/**
 * The port of metric points: a series for each name of a component, its points in order of arrival,
 * and what they amount to.
 *
 * @module
 */
import type { Aggregate, AggregateQuery } from "./aggregates.ts";
import type { Awaitable } from "./awaitable.ts";

/** Points of one component as columns of equal length. */
export interface PointBatch {
  /** The trial component, lower case. */
  readonly componentName: string;
  /** The same for every delivery of these points. */
  readonly token?: string | undefined;
  /** Metric names; `series` indexes them. */
  readonly names: readonly string[];
  /** Index into `names`, one a point. */
  readonly series: Uint32Array;
  /** Values. */
  readonly values: Float64Array;
  /** Seconds since 1970, with fractions. */
  readonly timestamps: Float64Array;
  /** Whole numbers from 0, NaN for none. */
  readonly steps: Float64Array;
  /** How many points. */
  readonly length: number;
}

/** A point that was not taken. */
export interface PointError {
  /** Its row. */
  readonly index: number;
  /** AWS's code. */
  readonly code: "VALIDATION_ERROR" | "METRIC_LIMIT_EXCEEDED" | "INTERNAL_ERROR" | "CONFLICT_ERROR";
}

/** What became of a batch. */
export interface PutPointsResult {
  /** Points that were not taken; the others were. */
  readonly errors: readonly PointError[];
}

/** Which points of one series. */
export interface PointQuery {
  /** The trial component, lower case. */
  readonly componentName: string;
  /** The metric. */
  readonly metricName: string;
  /** First point, by order of arrival from 0. */
  readonly from?: number | undefined;
  /** How many at most. */
  readonly limit?: number | undefined;
}

/** Raw points as columns. */
export interface PointColumns {
  /** Order of arrival, from 0. */
  readonly sequence: Float64Array;
  /** Values. */
  readonly values: Float64Array;
  /** Seconds since 1970, with fractions. */
  readonly timestamps: Float64Array;
  /** Steps, NaN for none. */
  readonly steps: Float64Array;
}

/** What a series amounts to. */
export interface SeriesSummary {
  /** The metric. */
  readonly name: string;
  /** How many points. */
  readonly count: number;
  /** Smallest value. */
  readonly min: number;
  /** Largest value. */
  readonly max: number;
  /** Mean. */
  readonly avg: number;
  /** Standard deviation of the population. */
  readonly stddev: number;
  /** Value at the highest step, or of the latest point where there are no steps. */
  readonly last: number;
  /** When the last point was measured, in seconds since 1970. */
  readonly time: number;
}

/**
 * How long an answer is kept for a batch that comes again, in seconds: as long as AWS takes points
 * that are late, and a day.
 */
export const TOKEN_AGE: number = 15 * 86_400;

/** Metric points. */
export interface PointTables {
  /** Keeps a batch; one whose token is known is answered as it was and not kept again. */
  put(batch: PointBatch, now: number): Awaitable<PutPointsResult>;
  /** Raw points of one series, in order of arrival. */
  read(query: PointQuery): Awaitable<PointColumns>;
  /** A statistic of one series along an axis. */
  aggregate(query: AggregateQuery): Awaitable<Aggregate>;
  /** What each series of a component amounts to. */
  summaries(component: string): Awaitable<readonly SeriesSummary[]>;
  /** Lets go of a component's points. */
  remove(component: string): Awaitable<void>;
}
