/**
 * Defines the error for an experiment that does not exist.
 *
 * @module
 */
import { RunlogError } from "../../errors.ts";

/** The experiment does not exist. */
export class ExperimentNotFoundError extends RunlogError {
  /** The error's name. */
  override name = "ExperimentNotFoundError";
  /** The name that was not found. */
  readonly experimentName: string;

  /**
   * @internal
   *
   * @param experimentName The name that was not found
   * @param options Options of `Error`; `cause` is the AWS SDK's error
   */
  constructor(experimentName: string, options?: ErrorOptions) {
    super(`Cannot find experiment "${experimentName}"`, options);
    this.experimentName = experimentName;
  }
}
