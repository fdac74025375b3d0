/**
 * Finds stale runs and ends them. Loaded when `closeStaleRuns` is called.
 *
 * @module
 */
import { sessionOf } from "../../connect/default_session.ts";
import { persistently } from "../../session/retry.ts";
import type { Session } from "../../session/session.ts";
import type { RunRecord } from "../runs/record.ts";
import { searchRuns } from "../runs/search_runs.ts";
import { REQUEST_OPTIONS, type RequestOptions } from "../../session/request_options.ts";
import { checkOptions, type OptionKinds } from "../../options.ts";
import { FLAG, numberFrom, oneOf } from "../../kinds.ts";
import { ENTITY_NAME } from "../../rules/names.ts";

/** Options of {@linkcode closeStaleRuns}. */
export interface CloseStaleRunsOptions extends RequestOptions {
  /**
   * Only runs of this experiment; case does not matter.
   * @default every experiment
   */
  readonly experimentName?: string | undefined;
  /**
   * Minimum time since the last activity, in milliseconds.
   * @default 2 minutes for runs that send heartbeats, a day for others
   */
  readonly olderThanMs?: number | undefined;
  /**
   * Status that stale runs get.
   * @default "Failed"
   */
  readonly status?: "Failed" | "Stopped" | undefined;
  /**
   * Whether to list the stale runs and end none of them.
   * @default false
   */
  readonly dryRun?: boolean | undefined;
}

/** A run that was open and showed no recent activity. */
export interface StaleRun {
  /** The run, as it was before it was ended. */
  readonly run: RunRecord;
  /** Time of its last activity, which becomes its end time. */
  readonly lastSign: Date;
  /** Whether the process that recorded it sent heartbeats, as it does for local stores. */
  readonly hasHeartbeat: boolean;
}

const MINUTE_MS = 60_000;
const LONGEST_BREAK_MS = 2 * MINUTE_MS;
const LONGEST_SILENCE_MS = 24 * 60 * MINUTE_MS;

const ACTION = "Cannot close stale runs";

const OPTIONS: OptionKinds<CloseStaleRunsOptions> = {
  ...REQUEST_OPTIONS,
  experimentName: ENTITY_NAME,
  olderThanMs: numberFrom(0, Infinity, " milliseconds"),
  status: oneOf("Failed", "Stopped"),
  dryRun: FLAG,
};

/** Ends stale runs, as `closeStaleRuns` does. */
export async function endStaleRuns(options: CloseStaleRunsOptions): Promise<readonly StaleRun[]> {
  checkOptions(ACTION, options, OPTIONS);
  const { experimentName, olderThanMs, dryRun = false, signal } = options;
  const session = await sessionOf(options);
  const found: StaleRun[] = [];
  const open = searchRuns({
    experimentName,
    includeArchived: true,
    where: { status: { in: ["InProgress", "Stopping"] } },
    session,
    signal,
  });
  for await (const run of open) {
    const beat = await session.store?.heartbeats.last(run.trialComponentName);
    const lastSign = new Date(Math.max(beat?.getTime() ?? 0, lastChangeOf(run)));
    const longest = olderThanMs ?? (beat ? LONGEST_BREAK_MS : LONGEST_SILENCE_MS);
    if (Date.now() - lastSign.getTime() <= longest) continue;
    found.push({ run, lastSign, hasHeartbeat: beat !== undefined });
  }
  if (!dryRun) { for (const stale of found) await end(session, stale, options); }
  return found;
}

function lastChangeOf({ creationTime, startTime, lastModifiedTime, metrics }: RunRecord): number {
  const points = Object.values(metrics).map(({ timestamp }) => timestamp);
  const times = [creationTime, startTime, lastModifiedTime, ...points];
  return Math.max(0, ...times.map((time) => time?.getTime() ?? 0));
}

async function end(
  { sagemaker, store }: Session,
  { run, lastSign }: StaleRun,
  { status = "Failed", signal }: CloseStaleRunsOptions,
): Promise<void> {
  const { trialComponentName: TrialComponentName } = run;
  // An owner that closed the run stated how it ended, before its last guest died.
  const holders = await store?.heartbeats.holders(TrialComponentName);
  const stated = holders?.find(({ end }) => end)?.end;
  const silence = `No activity since ${lastSign.toISOString()}: its process must have died`;
  const message = stated ? stated.message : silence;
  const Status = {
    PrimaryStatus: stated?.status ?? status,
    ...(message === undefined ? {} : { Message: message }),
  };
  await persistently(() =>
    sagemaker.call("UpdateTrialComponent", {
      TrialComponentName,
      Status,
      EndTime: lastSign,
    }, { signal }), signal);
  await store?.heartbeats.forget(TrialComponentName);
}
