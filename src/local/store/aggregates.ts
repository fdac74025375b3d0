/**
 * Statistics of a series along an axis: per step, or per period of time.
 *
 * @module
 */

/** A statistic of the points that share a place on the axis. */
export type Statistic = "Min" | "Max" | "Avg" | "Count" | "StdDev" | "Last";

/** What to compute. */
export interface AggregateQuery {
  /** The trial component, lower case. */
  readonly trialComponentName: string;
  /** The metric. */
  readonly metricName: string;
  /** The statistic. */
  readonly statistic: Statistic;
  /** Points share a place by step, or by time in periods of so many seconds. */
  readonly axis: "step" | { readonly period: number };
  /** Smallest step, or earliest time in seconds since 1970. */
  readonly start?: number | undefined;
  /** Greatest step, or latest time. */
  readonly end?: number | undefined;
  /** How many places at most. */
  readonly limit: number;
}

/** A statistic along an axis, as columns of equal length. */
export interface Aggregate {
  /** Places in order: steps, or beginnings of periods in seconds since 1970. */
  readonly places: readonly number[];
  /** The statistic at each. */
  readonly values: readonly number[];
  /** Whether there are more than the limit. */
  readonly isTruncated: boolean;
}
