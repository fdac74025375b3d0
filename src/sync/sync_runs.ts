/**
 * Copies runs from one session, the source, to another, the destination.
 *
 * @module
 */
import type { SyncRunsOptions, SyncSummary } from "./summary.ts";

/**
 * Copies runs from one session (`from`, the source) to another (`to`, the destination). It copies
 * experiments, run groups, and runs with parameters, metrics, artifacts and their files, graphs,
 * lineage and tags.
 * An interrupted sync resumes where it stopped, and a later one sends only missing and changed
 * data. The local store of the source or of the destination keeps a cursor for each run.
 *
 * - From a local store, every point is sent. SageMaker keeps no individual points. From there, the
 *   last value of each step is sent, with the timestamp of the metric's last point. For metrics
 *   without steps, the average of each minute is sent. The last step of a run in progress waits for
 *   the next sync.
 * - A local store stores each point exactly once. AWS receives each point at least once: after an
 *   interruption, the requests that were in flight are sent again.
 * - AWS rejects points older than two weeks. The run's `problems` count them. `oldTimestamps` can
 *   move them.
 * - Between 4 and 32 files of all runs are copied at a time, within 80 MiB of memory.
 * - A store that `serveLocal` or `runlog serve` serves receives up to 5,000 points per request, AWS
 *   10.
 * - Files are copied to the destination's default bucket under the same keys. Artifacts and lineage
 *   get the new addresses. A file that is not the run's own, such as a data set in S3, is not
 *   copied.
 * - A run that was deleted at the destination stays deleted until it changes at the source.
 *   Deleting a run at the source deletes nothing at the destination.
 * - Between two AWS accounts, cursors are not kept. A run that differs at the destination is a
 *   conflict.
 * - A run group that is full at the destination continues there as `{group}-2`, `{group}-3` and so
 *   on. The run's `problems` name the group that was used. If the destination can have no more
 *   groups, or no more experiments, each run that does not fit has the outcome `failed`.
 * - Experiments and run groups that exist at the destination stay unchanged.
 * - Of lineage, artifacts that are linked with a run are copied, with these links. Actions, contexts,
 *   other runs and artifacts that are linked with the run or with its artifacts stay behind, and the
 *   run's `problems` name them. Lineage that is added to an ended run after it was copied is found
 *   when the run changes.
 *
 * @param options Source and destination, the runs to copy, and how to handle conflicts
 * @returns The outcome of each run
 * @throws {ArgumentError} If an option has an invalid value
 * @throws {SyncConflictError} If a run changed in both sessions and `onConflict` is `error`
 * @throws {ExperimentNotFoundError} If the experiment does not exist
 * @throws {RunNotFoundError} If one of `runs` does not exist
 * @throws {Error} If a session cannot be reached after several attempts: the AWS SDK's error
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
  const { copyRuns } = await import("./copy_runs.ts");
  return await copyRuns(options);
}
