/**
 * The error of a run that another process is syncing.
 *
 * @module
 */
import { RunlogError } from "../errors.ts";

/**
 * Another process copies the same run to the same side.
 *
 * @example
 * ```ts
 * import { SyncBusyError, syncRuns } from "@runlog/sagemaker";
 * import { localSession } from "@runlog/sagemaker/local";
 *
 * await using from = await localSession({ path: await Deno.makeTempDir() });
 * await using to = await localSession({ path: await Deno.makeTempDir() });
 * for (const { runName, error } of (await syncRuns({ from, to })).runs) {
 *   if (error instanceof SyncBusyError) console.log(`${runName} is being synced elsewhere`);
 * }
 * ```
 */
export class SyncBusyError extends RunlogError {
  /** Always `SyncBusyError`. */
  override name = "SyncBusyError";
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
      `Cannot sync run "${runName}" of experiment "${experimentName}": another process is at it`,
    );
    this.experimentName = experimentName;
    this.runName = runName;
  }
}
