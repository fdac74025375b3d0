/**
 * The error of a run that was changed on both sides.
 *
 * @module
 */
import { RunlogError } from "../errors.ts";

/**
 * A run was changed at the far side, and `onConflict` is `error`.
 *
 * @example
 * ```ts
 * import { SyncConflictError, syncRuns } from "@runlog/sagemaker";
 * import { localSession } from "@runlog/sagemaker/local";
 *
 * await using from = await localSession({ path: await Deno.makeTempDir() });
 * await using to = await localSession({ path: await Deno.makeTempDir() });
 * try {
 *   await syncRuns({ from, to, onConflict: "error" });
 * } catch (error) {
 *   if (error instanceof SyncConflictError) console.error(error.runName);
 *   else throw error;
 * }
 * ```
 */
export class SyncConflictError extends RunlogError {
  /** Always `SyncConflictError`. */
  override name = "SyncConflictError";
  /** The experiment. */
  readonly experimentName: string;
  /** The run. */
  readonly runName: string;

  /**
   * Made where it happens.
   *
   * @param experimentName The experiment
   * @param runName The run
   */
  constructor(experimentName: string, runName: string) {
    super(
      `Cannot sync run "${runName}" of experiment "${experimentName}": it was changed at the far ` +
        'side. onConflict "keep" leaves it alone, "overwrite" replaces it',
    );
    this.experimentName = experimentName;
    this.runName = runName;
  }
}
