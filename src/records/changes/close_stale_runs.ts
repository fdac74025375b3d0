/**
 * Runs whose process died and that nobody ended. Browser-safe.
 *
 * @module
 */
import { ArgumentError } from "../../errors.ts";
import type { CloseStaleRunsOptions, StaleRun } from "./stale_runs.ts";

const ACTION = "Cannot close stale runs";
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
  check(options);
  const { endStaleRuns } = await import("./stale_runs.ts");
  return await endStaleRuns(options);
}

function check({ olderThanMs, status }: CloseStaleRunsOptions): void {
  if (olderThanMs !== undefined && !(olderThanMs >= 0)) {
    const rule = "be 0 or more milliseconds";
    throw new ArgumentError(ACTION, { argument: "olderThanMs", value: olderThanMs, rule });
  }
  if (status !== undefined && status !== "Failed" && status !== "Stopped") {
    const rule = 'be "Failed" or "Stopped"';
    throw new ArgumentError(ACTION, { argument: "status", value: status, rule });
  }
}
