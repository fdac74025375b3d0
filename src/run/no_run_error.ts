/**
 * The error of a run that is not there to load. Browser-safe.
 *
 * @module
 */
import { RunlogError } from "../errors.ts";

/**
 * There is no run to load: neither named, nor current, nor a SageMaker job's.
 *
 * @example
 * ```ts
 * import { loadRun, NoRunError } from "@runlog/sagemaker";
 *
 * try {
 *   await using run = await loadRun();
 *   run.logMetric("loss", 0.5);
 * } catch (error) {
 *   if (!(error instanceof NoRunError)) throw error;
 * }
 * ```
 */
export class NoRunError extends RunlogError {
  /** Always `NoRunError`. */
  override name = "NoRunError";
}
