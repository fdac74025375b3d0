/**
 * The error of naming an experiment that does not exist.
 *
 * @module
 */
import { RunlogError } from "../../errors.ts";

/** The experiment does not exist. */
export class ExperimentNotFoundError extends RunlogError {
  /** Always `ExperimentNotFoundError`. */
  override name = "ExperimentNotFoundError";
  /** The experiment. */
  readonly experimentName: string;

  /**
   * Made by functions on experiments.
   *
   * @param experimentName The experiment
   * @param options `cause`: the AWS SDK's error
   */
  constructor(experimentName: string, options?: ErrorOptions) {
    super(`Cannot find experiment "${experimentName}"`, options);
    this.experimentName = experimentName;
  }
}
