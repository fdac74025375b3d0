/**
 * The rule of metric names. Pure. Browser-safe.
 *
 * @module
 */
import { METRIC_NAME_LENGTH } from "./limits.ts";

/** The rule that a metric's name breaks, if it does (MetricName of BatchPutMetrics). */
export function brokenNameRule(name: unknown): string | undefined {
  if (typeof name !== "string" || name.length === 0 || name.length > METRIC_NAME_LENGTH) {
    return `be 1 to ${METRIC_NAME_LENGTH} characters`;
  }
  return name.includes("\n") || name.includes("\r") ? "be a single line" : undefined;
}
