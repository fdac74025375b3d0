/**
 * Defines the error of loading a run that is not specified.
 *
 * @module
 */
import { RunlogError } from "../errors.ts";

/**
 * No run to load: no name was given, no run is current, and no SageMaker job specifies one.
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
  /** The error's name. */
  override name = "NoRunError";
}
