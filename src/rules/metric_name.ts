/**
 * Checks metric names.
 *
 * @module
 */
import { METRIC_NAME_LENGTH } from "./limits.ts";

/** Returns the rule that a metric name breaks, if any (`MetricName` of BatchPutMetrics). */
export function brokenNameRule(name: unknown): string | undefined {
  if (typeof name !== "string" || name.length === 0 || name.length > METRIC_NAME_LENGTH) {
    return `be 1 to ${METRIC_NAME_LENGTH} characters`;
  }
  return name.includes("\n") || name.includes("\r") ? "be a single line" : undefined;
}
