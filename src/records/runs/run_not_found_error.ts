/**
 * The error of a run that is not there. Browser-safe.
 *
 * @module
 */
import { RunlogError } from "../../errors.ts";

/**
 * There is no such run.
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
  /** Always `RunNotFoundError`. */
  override name = "RunNotFoundError";
  /** The experiment. */
  readonly experimentName: string;
  /** The run. */
  readonly runName: string;

  /**
   * Made where it happens.
   *
   * @param names The run that was asked for
   * @param options `cause`: the AWS SDK's error
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
