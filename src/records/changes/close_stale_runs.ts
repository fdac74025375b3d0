/**
 * Closes stale runs: open runs whose process no longer records.
 *
 * @module
 */
import type { CloseStaleRunsOptions, StaleRun } from "./stale_runs.ts";

/**
 * Ends stale runs, whose process or machine was killed. A run is stale if it is InProgress or
 * Stopping and has shown no recent activity. An open run in a local store sends a heartbeat every
 * 15 seconds. For other runs, and in AWS, activity is a change of the run or a metric point.
 *
 * Every open handle on a run in a local store sends heartbeats of its own, so the run is stale once all
 * of them are silent. If the process that owned the run closed it before its guests died, the run
 * ends with the outcome that it stated.
 *
 * A process that only slept, as on a closed laptop, continues to record. Its run gets its own
 * status back when it closes.
 *
 * @param options Experiment, age limit, status and dry run; session and signal
 * @returns The runs that were ended or, in a dry run, would be
 * @throws {ArgumentError} If an option is out of range
 *
 * @example
 * ```ts
 * import { closeStaleRuns } from "@runlog/sagemaker";
 *
 * for (const { run, lastSign } of await closeStaleRuns({ dryRun: true })) {
 *   console.log(`${run.runName} was last heard of at ${lastSign.toISOString()}`);
 * }
 * ```
 */
export async function closeStaleRuns(
  options: CloseStaleRunsOptions = {},
): Promise<readonly StaleRun[]> {
  const { endStaleRuns } = await import("./stale_runs.ts");
  return await endStaleRuns(options);
}
