/**
 * A question about a metric that the service cannot answer. Browser-safe.
 *
 * @module
 */
import { RunlogError } from "../errors.ts";

/**
 * The service could not answer what was asked of a metric.
 *
 * @example
 * ```ts
 * import { getMetricHistory, MetricQueryError, withRun } from "@runlog/sagemaker";
 *
 * const names = { experimentName: "demo", runName: "queried" };
 * await withRun(names, (run) => run.logMetric("loss", 0.5, { step: 0 }));
 * try {
 *   console.log((await getMetricHistory(names, "loss", { by: "step" })).values);
 * } catch (error) {
 *   if (error instanceof MetricQueryError) console.error(error.metricName, error.status);
 *   else throw error;
 * }
 * ```
 */
export class MetricQueryError extends RunlogError {
  /** Always `MetricQueryError`. */
  override name = "MetricQueryError";
  /** The metric. */
  readonly metricName: string;
  /** The service's status: `ValidationError`, `InternalError`. */
  readonly status: string;

  /**
   * Made where it happens.
   *
   * @param metricName The metric
   * @param status The service's status
   * @param message The service's words
   */
  constructor(metricName: string, status: string, message: string) {
    super(`Cannot read metric ${JSON.stringify(metricName)}: ${message} (${status})`);
    this.metricName = metricName;
    this.status = status;
  }
}
