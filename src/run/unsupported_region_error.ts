/**
 * Defines the error of a region without SageMaker Experiments.
 *
 * @module
 */
import { RunlogError } from "../errors.ts";

/**
 * A region that has SageMaker but does not have SageMaker Experiments.
 *
 * @example
 * ```ts
 * import { startRun, UnsupportedRegionError } from "@runlog/sagemaker";
 *
 * try {
 *   await startRun({ experimentName: "demo" });
 * } catch (error) {
 *   if (error instanceof UnsupportedRegionError) console.error("choose another region");
 *   else throw error;
 * }
 * ```
 */
export class UnsupportedRegionError extends RunlogError {
  /** The error's name. */
  override name = "UnsupportedRegionError";

  /**
   * @internal
   *
   * @param options Options of `Error`; `cause` is the AWS SDK's error
   */
  constructor(options: ErrorOptions) {
    super(
      "Cannot start run: the region does not have SageMaker Experiments. Choose another region",
      options,
    );
  }
}
