/**
 * Statistics of a metric: this library's names beside AWS's. Browser-safe.
 *
 * @module
 */

/** A number that summarizes points of a metric, such as those of one step. */
export type MetricStatistic =
  | "last"
  | "avg"
  | "min"
  | "max"
  | "count"
  | "stddev";

/** A statistic that is itself a value of the metric, or lies between its values. */
export type ValueStatistic = Exclude<MetricStatistic, "count" | "stddev">;

/** AWS's name of a statistic, in requests and in summaries. */
export type WireStatistic = "Last" | "Avg" | "Min" | "Max" | "Count" | "StdDev";

/** AWS's names by this library's. */
export const STATISTICS: Readonly<Record<MetricStatistic, WireStatistic>> = {
  last: "Last",
  avg: "Avg",
  min: "Min",
  max: "Max",
  count: "Count",
  stddev: "StdDev",
};

/** Whether a text is a statistic's name. */
export function isStatistic(text: string): text is MetricStatistic {
  return Object.hasOwn(STATISTICS, text);
}

/** Statistics that are themselves values of the metric. */
export const VALUE_STATISTICS: readonly ValueStatistic[] = ["last", "min", "max", "avg"];

/** Whether a text is the name of such a statistic. */
export function isValueStatistic(text: string): text is ValueStatistic {
  return VALUE_STATISTICS.some((one) => one === text);
}
