/**
 * Statistics of a series along an axis, by step or by period of time.
 *
 * @module
 */

/** A statistic of the points at the same position on the axis. */
export type Statistic = "Min" | "Max" | "Avg" | "Count" | "StdDev" | "Last";

/** The statistic to compute, its series and its range. */
export interface AggregateQuery {
  /** Trial component, lower case. */
  readonly trialComponentName: string;
  /** Metric name. */
  readonly metricName: string;
  /** Statistic to compute. */
  readonly statistic: Statistic;
  /** Grouping of the points: by step, or by time in periods of this many seconds. */
  readonly axis: "step" | { readonly period: number };
  /** Smallest step, or earliest time in seconds since 1970. */
  readonly start?: number | undefined;
  /** Greatest step, or latest time. */
  readonly end?: number | undefined;
  /** Maximum number of positions. */
  readonly limit: number;
}

/** A statistic along an axis, as columns of equal length. */
export interface Aggregate {
  /** Positions in order: steps, or beginnings of periods in seconds since 1970. */
  readonly places: readonly number[];
  /** Statistic at each position. */
  readonly values: readonly number[];
  /** Whether there are more positions than the limit. */
  readonly isTruncated: boolean;
}
