/**
 * Defines the error for a run that does not exist.
 *
 * @module
 */
import { RunlogError } from "../../errors.ts";

/**
 * The run does not exist.
 *
 * @example
 * ```ts
 * import { getRun, RunNotFoundError } from "@runlog/sagemaker";
 *
 * try {
 *   await getRun({ experimentName: "demo", runName: "missing" });
 * } catch (error) {
 *   if (error instanceof RunNotFoundError) console.error(error.runName);
 *   else throw error;
 * }
 * ```
 */
export class RunNotFoundError extends RunlogError {
  /** The error's name. */
  override name = "RunNotFoundError";
  /** The experiment that was searched. */
  readonly experimentName: string;
  /** The name of the run that was not found. */
  readonly runName: string;

  /**
   * @internal
   *
   * @param names The names that were not found
   * @param options Options of `Error`; `cause` is the AWS SDK's error
   */
  constructor(
    names: { readonly experimentName: string; readonly runName: string },
    options?: ErrorOptions,
  ) {
    super(
      `Cannot find run: experiment "${names.experimentName}" has no run "${names.runName}"`,
      options,
    );
    this.experimentName = names.experimentName;
    this.runName = names.runName;
  }
}
