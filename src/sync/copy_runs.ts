/**
 * Copies the chosen runs, experiment by experiment and several runs at a time.
 *
 * @module
 */
import type { RunRecord } from "../records/runs/record.ts";
import { follow } from "../session/abort.ts";
import { chosenRuns } from "./chosen_runs.ts";
import type { CopyContext } from "./copy_context.ts";
import { openShelf } from "./cursor.ts";
import { SyncConflictError } from "./errors.ts";
import { persistently } from "../session/retry.ts";
import { isAnswer, SYNC_LIMITS } from "./failure.ts";
import { FarSide } from "./far_side.ts";
import { NearSide } from "./near_side.ts";
import { RunCopy } from "./run_copy.ts";
import { sideBySide } from "./side_by_side.ts";
import type { SyncedRun, SyncRunsOptions, SyncSummary } from "./summary.ts";
import { resultOf, type RunTally, SyncTally } from "./tally.ts";
import { ArgumentError } from "../errors.ts";
import { checkReference } from "../records/runs/reference.ts";
import { checkArgument, type OptionKinds, requireOptions } from "../options.ts";
import {
  FLAG,
  FUNCTION,
  listOf,
  OBJECT,
  oneOf,
  required,
  SESSION,
  SIGNAL,
  TEXT,
} from "../kinds.ts";
import { ENTITY_NAME } from "../rules/names.ts";

/** Most runs to copy at a time. */
const MOST_RUNS = 8;

const ACTION = "Cannot sync runs";

const OPTIONS: OptionKinds<SyncRunsOptions> = {
  from: required(SESSION),
  to: required(SESSION),
  experimentName: ENTITY_NAME,
  runs: listOf(OBJECT),
  onConflict: oneOf("keep", "overwrite", "error"),
  oldTimestamps: oneOf("keep", "move"),
  dryRun: FLAG,
  onProgress: FUNCTION,
  signal: SIGNAL,
};

/** Checks the options and copies the chosen runs. */
export async function copyRuns(options: SyncRunsOptions): Promise<SyncSummary> {
  requireOptions(ACTION, options, OPTIONS);
  check(options);
  const { onConflict = "keep", oldTimestamps = "keep", dryRun = false } = options;
  const rules = { onConflict, movesTimestamps: oldTimestamps === "move", dryRun };
  const [from, to] = await Promise.all([options.from, options.to]);
  const tally = new SyncTally(options.onProgress);
  for await (const { experimentName, runs } of chosenRuns(from, options)) {
    const stop = new AbortController();
    const unfollow = follow(stop, options.signal);
    const { signal } = stop;
    try {
      const near = await NearSide.open(from, experimentName, { signal });
      const far = await FarSide.open(to, near, { dryRun, signal });
      const shelf = await openShelf(near, far);
      const context = { ...rules, near, far, shelf, signal };
      const copies = await sideBySide(runs, { most: MOST_RUNS, stop }, async (run) => {
        const own = tally.begin();
        const copy = await copyRun(context, run, own);
        tally.end(own, copy);
        return copy;
      });
      const isSettled = copies.length > 0 && copies.every(isUnchanged);
      if (!isSettled && !dryRun) await copyGroups(context);
    } finally {
      unfollow();
    }
  }
  return tally.summary();
}

function isUnchanged({ outcome }: SyncedRun): boolean {
  return outcome === "unchanged";
}

/** Copies a run, with retries. If the destination rejects it, only this run fails. */
async function copyRun(context: CopyContext, run: RunRecord, tally: RunTally): Promise<SyncedRun> {
  const { shelf, signal } = context;
  const attempt = async () => {
    return await new RunCopy(context, run, await shelf.load(run), tally).copy();
  };
  try {
    const progress = (): number => tally.points + tally.files;
    return await persistently(attempt, signal, { ...SYNC_LIMITS, progress });
  } catch (error) {
    if (signal.aborted || error instanceof SyncConflictError || !isAnswer(error)) throw error;
    const { points, files, bytes } = tally;
    return { ...resultOf(run, "failed"), points, files, bytes, error };
  }
}

/** Creates the run groups that are missing at the destination, including those without runs. */
async function copyGroups({ near, far }: CopyContext): Promise<void> {
  for await (const name of near.groupNames()) await far.groups.ensure(name);
}

function check({ from, to, runs }: SyncRunsOptions): void {
  if (from === to) {
    throw refusal("to", "the session of from", "be a session other than `from`");
  }
  for (const run of runs ?? []) checkReference(ACTION, run);
}

function refusal(argument: string, value: unknown, rule: string): ArgumentError {
  return new ArgumentError(ACTION, { argument, value, rule });
}
