/**
 * Counts the points of a metric.
 *
 * @module
 */
import type { MetricSummary } from "../records/runs/record.ts";

/** Returns the number of a metric's points, finite or not. */
export function allPoints(summary: MetricSummary | undefined): number {
  return summary === undefined ? 0 : summary.count + (summary.nonFinite ?? 0);
}
