/**
 * Defines the error of a run group that cannot be used.
 *
 * @module
 */
import { RunlogError } from "../errors.ts";

/**
 * A run group that cannot be used: it belongs to another experiment.
 *
 * @example
 * ```ts
 * import { RunGroupError, startRun } from "@runlog/sagemaker";
 *
 * try {
 *   await startRun({ experimentName: "demo", runGroupName: "sweep-1" });
 * } catch (error) {
 *   if (error instanceof RunGroupError) console.error(error.runGroupName);
 *   else throw error;
 * }
 * ```
 */
export class RunGroupError extends RunlogError {
  /** The error's name. */
  override name = "RunGroupError";
  /** Name of the run group. */
  readonly runGroupName: string;

  /**
   * @internal
   *
   * @param runGroupName The name of the run group
   * @param reason The reason why it cannot be used
   */
  constructor(runGroupName: string, reason: string) {
    super(`Cannot use run group "${runGroupName}": ${reason}`);
    this.runGroupName = runGroupName;
  }
}
