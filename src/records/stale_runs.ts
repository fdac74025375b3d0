/**
 * Runs whose process died and that nobody ended. Browser-safe.
 *
 * @module
 */
import { ArgumentError } from "../errors.ts";
import type { SessionLike } from "../session/session.ts";
import type { RunRecord } from "./record.ts";

/** Options of {@linkcode closeStaleRuns}. */
export interface CloseStaleRunsOptions {
  /**
   * Only runs of this experiment; case does not matter.
   * @default every experiment
   */
  readonly experimentName?: string | undefined;
  /**
   * How long ago the last sign of life must be, in milliseconds.
   * @default 2 minutes for runs that give heartbeats, a day for others
   */
  readonly olderThan?: number | undefined;
  /**
   * What such runs end as.
   * @default "Failed"
   */
  readonly status?: "Failed" | "Stopped" | undefined;
  /**
   * Whether to say which runs would be ended, and end none.
   * @default false
   */
  readonly dryRun?: boolean | undefined;
  /**
   * Where the runs are.
   * @default `defaultSession()`
   */
  readonly session?: SessionLike | undefined;
  /** Gives up. */
  readonly signal?: AbortSignal | undefined;
}

/** A run that was open and gave no sign of life. */
export interface StaleRun {
  /** The run, as it was before it was ended. */
  readonly run: RunRecord;
  /** When it gave its last sign of life: what it is taken to have ended at. */
  readonly lastSign: Date;
  /** Whether the process that recorded it gave heartbeats, as into local stores. */
  readonly hasHeartbeat: boolean;
}

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
  const { endStaleRuns } = await import("./end_stale_runs.ts");
  return await endStaleRuns(options);
}

function check({ olderThan, status }: CloseStaleRunsOptions): void {
  if (olderThan !== undefined && !(olderThan >= 0)) {
    const rule = "be 0 or more milliseconds";
    throw new ArgumentError(ACTION, { argument: "olderThan", value: olderThan, rule });
  }
  if (status !== undefined && status !== "Failed" && status !== "Stopped") {
    const rule = 'be "Failed" or "Stopped"';
    throw new ArgumentError(ACTION, { argument: "status", value: status, rule });
  }
}
