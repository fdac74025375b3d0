/**
 * Defines the errors of a sync.
 *
 * @module
 */
import { RunlogError } from "../errors.ts";

/**
 * A run that changed at the destination, while `onConflict` is `error`.
 *
 * @example
 * ```ts
 * import { SyncConflictError, syncRuns, withRun } from "@runlog/sagemaker";
 * import { localSession } from "@runlog/sagemaker/local";
 *
 * await using from = await localSession({ path: await Deno.makeTempDir() });
 * await using to = await localSession({ path: await Deno.makeTempDir() });
 * await withRun({ experimentName: "demo", session: from }, (run) => run.logMetric("loss", 0.5));
 * try {
 *   await syncRuns({ from, to, onConflict: "error" });
 * } catch (error) {
 *   if (error instanceof SyncConflictError) console.error(error.runName);
 *   else throw error;
 * }
 * ```
 */
export class SyncConflictError extends RunlogError {
  /** The error's name. */
  override name = "SyncConflictError";
  /** Name of the experiment. */
  readonly experimentName: string;
  /** Name of the run. */
  readonly runName: string;

  /**
   * @param experimentName Name of the experiment
   * @param runName Name of the run
   * @internal
   */
  constructor(experimentName: string, runName: string) {
    super(
      `Cannot sync run "${runName}" of experiment "${experimentName}": it changed at the ` +
        'destination. Set onConflict to "keep" to leave it alone, or to "overwrite" to replace it',
    );
    this.experimentName = experimentName;
    this.runName = runName;
  }
}

/**
 * A run that another process is copying to the same destination.
 *
 * @example
 * ```ts
 * import { SyncBusyError, syncRuns, withRun } from "@runlog/sagemaker";
 * import { localSession } from "@runlog/sagemaker/local";
 *
 * await using from = await localSession({ path: await Deno.makeTempDir() });
 * await using to = await localSession({ path: await Deno.makeTempDir() });
 * await withRun({ experimentName: "demo", session: from }, (run) => run.logMetric("loss", 0.5));
 * for (const { runName, error } of (await syncRuns({ from, to })).runs) {
 *   if (error instanceof SyncBusyError) console.log(`${runName} is being synced elsewhere`);
 * }
 * ```
 */
export class SyncBusyError extends RunlogError {
  /** The error's name. */
  override name = "SyncBusyError";
  /** Name of the experiment. */
  readonly experimentName: string;
  /** Name of the run. */
  readonly runName: string;

  /**
   * @param experimentName Name of the experiment
   * @param runName Name of the run
   * @internal
   */
  constructor(experimentName: string, runName: string) {
    super(
      `Cannot sync run "${runName}" of experiment "${experimentName}": another process is syncing it`,
    );
    this.experimentName = experimentName;
    this.runName = runName;
  }
}
