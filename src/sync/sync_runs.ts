/**
 * Copies runs from one session, the near side, to another, the far side.
 *
 * @module
 */
import type { SyncRunsOptions, SyncSummary } from "./summary.ts";

/**
 * Copies runs from one session (`from`, the near side) to another (`to`, the far side): experiments,
 * run groups, and runs with parameters, metrics, artifacts with their files, graphs, lineage and tags.
 * An interrupted sync resumes where it stopped, and a later one sends only what is missing or has
 * changed. The local store of either side keeps a cursor for each run.
 *
 * - From a local store every point is sent. SageMaker keeps no individual points: of each step arrives
 *   the last value, with the timestamp of the metric's last point, and of metrics without steps the
 *   average of each minute. The last step of a run in progress waits for the next sync.
 * - A local store stores each point exactly once. AWS receives each point at least once: after an
 *   interruption, the requests that were in flight are sent again.
 * - AWS rejects points older than two weeks. The run's `problems` count them; `oldTimestamps` moves
 *   them.
 * - Files go to the far side's default bucket under the same keys, and artifacts and lineage name them
 *   there. A file that is not the run's own, such as a data set in S3, is not copied.
 * - A run that was deleted at the far side stays deleted until it changes at the near side. Deleting a
 *   run at the near side deletes nothing at the far side.
 * - Between two AWS accounts nothing keeps cursors: a far run that is not the same is a conflict.
 * - Experiments and run groups that exist at the far side stay as they are. Links between a run and
 *   anything but artifacts are not copied.
 *
 * @param options Both sides, which runs, and how to resolve conflicts
 * @returns The outcome of each run
 * @throws {ArgumentError} If an option has none of its values
 * @throws {SyncConflictError} If a run changed on both sides and `onConflict` is `error`
 * @throws {ExperimentNotFoundError} If there is no such experiment
 * @throws {RunNotFoundError} If one of `runs` does not exist
 * @throws the AWS SDK's error if a side cannot be reached in several attempts
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
