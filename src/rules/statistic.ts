/**
 * Maps this library's names of statistics to AWS's.
 *
 * @module
 */
import type { MetricStatistic } from "../text/statistics.ts";

/** AWS's name of a statistic, in requests and in summaries. */
export type WireStatistic = "Last" | "Avg" | "Min" | "Max" | "Count" | "StdDev";

/** AWS's names by this library's. */
export const WIRE_STATISTICS: Readonly<Record<MetricStatistic, WireStatistic>> = {
  last: "Last",
  avg: "Avg",
  min: "Min",
  max: "Max",
  count: "Count",
  stddev: "StdDev",
};
