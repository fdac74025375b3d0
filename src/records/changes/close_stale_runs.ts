/**
 * Runs whose process died and that nobody ended. Browser-safe.
 *
 * @module
 */
import type { CloseStaleRunsOptions, StaleRun } from "./stale_runs.ts";

/**
 * Ends runs that are InProgress or Stopping and whose process gave no sign of life for some time: it
 * was killed, or its machine. An open run of a local store gives a heartbeat every 15 seconds. Of
 * others, and in AWS, a sign of life is a change of the run or a metric point.
 *
 * A process that only slept, as on a closed laptop, goes on to record: its run gets its own status
 * back when it closes.
 *
 * @param options Which runs, and how they end
 * @returns The runs that were ended, or would be
 * @throws {ArgumentError} when an option is out of its range
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
