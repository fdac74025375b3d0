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
import { type OptionNames, requireOptions } from "../options.ts";

/** Most runs to copy at a time. */
const MOST_RUNS = 8;

const ACTION = "Cannot sync runs";

const OPTIONS: OptionNames<SyncRunsOptions> = {
  from: true,
  to: true,
  experimentName: true,
  runs: true,
  onConflict: true,
  oldTimestamps: true,
  dryRun: true,
  onProgress: true,
  signal: true,
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
  const { near, shelf, signal } = context;
  const attempt = async () => {
    const whole = await near.complete(run);
    return await new RunCopy(context, whole, await shelf.load(run), tally).copy();
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

function check(options: SyncRunsOptions): void {
  const { from, to, onConflict = "keep", oldTimestamps = "keep" } = options;
  if (from === to) {
    throw refusal("to", "the session of from", "be a session other than `from`");
  }
  if (!["keep", "overwrite", "error"].includes(onConflict)) {
    throw refusal("onConflict", onConflict, 'be "keep", "overwrite" or "error"');
  }
  if (!["keep", "move"].includes(oldTimestamps)) {
    throw refusal("oldTimestamps", oldTimestamps, 'be "keep" or "move"');
  }
}

function refusal(argument: string, value: unknown, rule: string): ArgumentError {
  return new ArgumentError(ACTION, { argument, value, rule });
}
