/**
 * Copies runs from one session, the near side, to another, the far side.
 *
 * @module
 */
import { ArgumentError } from "../errors.ts";
import type { SyncRunsOptions, SyncSummary } from "./summary.ts";

/**
 * Copies runs from one session to another: experiments, run groups, runs with parameters, metrics,
 * artifacts with their bytes, graphs, lineage and tags. It may be interrupted anywhere and repeated:
 * the next sync goes on where the last one ended, and sends what has changed since. A local store of
 * either side keeps how far each run is.
 *
 * - From a local store every point is sent. AWS answers no points, but one number a step (the last of
 *   the step, all at the time of the metric's last point), or a minute (the average) of metrics
 *   without steps: that is what arrives from there. What a run in progress logs in its last step
 *   waits for the next one.
 * - A local store keeps a point once however often it comes. AWS has no way to tell: the requests that
 *   were on their way when a sync was interrupted are sent again.
 * - AWS refuses points that are older than two weeks: a run's `problems` count them, and
 *   `oldTimestamps` moves them.
 * - Files go to the far side's default bucket under the keys they have, and artifacts and lineage name
 *   them there. What a run only points to, such as a data set in S3, is left where it is.
 * - A run that was deleted at the far side stays deleted there until it changes here; one that was
 *   deleted here stays there.
 * - Between two AWS accounts nothing keeps how far a run is: what is at the far side and is not the
 *   same is a conflict.
 * - An experiment or run group that is there stays as it is. Links of a run with other than
 *   artifacts are left out.
 *
 * @param options Both sides, which runs, and what to do where they were changed on both
 * @returns What became of each run
 * @throws {ArgumentError} when an option is none of those it may be
 * @throws {SyncConflictError} when a run was changed on both sides and `onConflict` is `error`
 * @throws {ExperimentNotFoundError} when there is no such experiment
 * @throws {RunNotFoundError} when one of `runs` is not there
 * @throws the AWS SDK's error when a side cannot be reached, after several attempts
 *
 * @example
 * ```ts
 * import { syncRuns, withRun } from "@runlog/sagemaker";
 * import { localSession } from "@runlog/sagemaker/local";
 *
 * await using laptop = await localSession({ path: await Deno.makeTempDir() });
 * await using archive = await localSession({ path: await Deno.makeTempDir() });
 * await withRun({ experimentName: "demo", session: laptop }, (run) => run.logMetric("loss", 0.5));
 * const { outcomes, points } = await syncRuns({ from: laptop, to: archive });
 * console.log(outcomes.created, points); // 1 1
 * ```
 */
export async function syncRuns(options: SyncRunsOptions): Promise<SyncSummary> {
  check(options);
  const { copyRuns } = await import("./copy_runs.ts");
  return await copyRuns(options);
}

function check(options: SyncRunsOptions): void {
  const { from, to, onConflict = "keep", oldTimestamps = "keep" } = options;
  if (from === to) {
    throw refusal("to", "the session of from", "be another session");
  }
  if (!["keep", "overwrite", "error"].includes(onConflict)) {
    throw refusal("onConflict", onConflict, 'be "keep", "overwrite" or "error"');
  }
  if (!["keep", "move"].includes(oldTimestamps)) {
    throw refusal("oldTimestamps", oldTimestamps, 'be "keep" or "move"');
  }
}

function refusal(argument: string, value: unknown, rule: string): ArgumentError {
  return new ArgumentError("Cannot sync runs", { argument, value, rule });
}
