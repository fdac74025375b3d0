/**
 * The error of a run group that cannot be used. Browser-safe.
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
  /** Always `RunGroupError`. */
  override name = "RunGroupError";
  /** The run group. */
  readonly runGroupName: string;

  /**
   * Made where it happens.
   *
   * @param runGroupName The run group
   * @param reason Why it cannot be used
   */
  constructor(runGroupName: string, reason: string) {
    super(`Cannot use run group "${runGroupName}": ${reason}`);
    this.runGroupName = runGroupName;
  }
}
