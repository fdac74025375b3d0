/**
 * The error of a region without Experiments. Browser-safe.
 *
 * @module
 */
import { RunlogError } from "../errors.ts";

/**
 * The region has SageMaker, and not SageMaker Experiments.
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
  /** Always `UnsupportedRegionError`. */
  override name = "UnsupportedRegionError";

  /**
   * Made where it happens.
   *
   * @param options `cause`: the AWS SDK's error
   */
  constructor(options: ErrorOptions) {
    super("Cannot start run: the region does not have SageMaker Experiments", options);
  }
}
