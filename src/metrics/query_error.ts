/**
 * Defines the error of a metric query that fails.
 *
 * @module
 */
import { RunlogError } from "../errors.ts";

/**
 * A metric query that the service could not answer.
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
  /** The error's name. */
  override name = "MetricQueryError";
  /** Name of the queried metric. */
  readonly metricName: string;
  /** Status from the service: `ValidationError` or `InternalError`. */
  readonly status: string;

  /**
   * @internal
   *
   * @param metricName Name of the queried metric
   * @param status Status from the service
   * @param message Message from the service
   */
  constructor(metricName: string, status: string, message: string) {
    super(`Cannot read metric ${JSON.stringify(metricName)}: ${message} (${status})`);
    this.metricName = metricName;
    this.status = status;
  }
}
