/**
 * Copies the chosen runs, experiment by experiment and several runs at a time.
 *
 * @module
 */
import { FilesInFlight } from "../artifacts/files_in_flight.ts";
import type { RunRecord } from "../records/runs/record.ts";
import { follow } from "../session/abort.ts";
import { isLimitExceeded } from "../session/aws_errors.ts";
import { chosenRuns } from "./chosen_runs.ts";
import type { CopyContext } from "./copy_context.ts";
import { openShelf } from "./cursor.ts";
import type { Destination, DestinationExperiment, OpenOptions } from "./destination.ts";
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
import { isObject, type OptionKinds, requireOptions } from "../options.ts";
import {
  either,
  FLAG,
  FUNCTION,
  type Kind,
  listOf,
  OBJECT,
  oneOf,
  required,
  SESSION,
  SIGNAL,
} from "../kinds.ts";
import type { Session } from "../session/session.ts";
import { ENTITY_NAME } from "../rules/names.ts";
import { openedSession } from "../connect/default_session.ts";

/** Most runs to copy at a time. */
const MOST_RUNS = 8;

const ACTION = "Cannot sync runs";

const DESTINATION: Kind = {
  rule: "a destination, such as mlflow()",
  allows: (value) => isObject(value) && typeof value["openExperiment"] === "function",
};

const OPTIONS: OptionKinds<SyncRunsOptions> = {
  from: required(SESSION),
  to: required(either(SESSION, DESTINATION)),
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
  const [from, to] = await Promise.all([
    openedSession("from", options.from),
    "openExperiment" in options.to ? options.to : openedSession("to", options.to),
  ]);
  const tally = new SyncTally(options.onProgress);
  const files = new FilesInFlight();
  for await (const { experimentName, runs } of chosenRuns(from, options)) {
    const stop = new AbortController();
    const unfollow = follow(stop, options.signal);
    const { signal } = stop;
    try {
      const near = await NearSide.open(from, experimentName, { signal });
      const far = await openFar(to, near, { dryRun, signal });
      if ("refusal" in far) {
        for await (const run of runs) tally.end(tally.begin(), rejected(run, far.refusal));
        continue;
      }
      const shelf = await openShelf(near, far.side);
      const context = { ...rules, near, far, files, shelf, signal };
      const copies = await sideBySide(runs, { most: MOST_RUNS, stop }, async (run) => {
        const own = tally.begin();
        const copy = await copyRun(context, run, own);
        tally.end(own, copy);
        return copy;
      });
      const isSettled = copies.length > 0 && copies.every(isUnchanged);
      if (!isSettled && !dryRun) await far.groups.copyAll();
    } finally {
      unfollow();
    }
  }
  return tally.summary();
}

/** Opens the destination, or returns the error if its account can have no more experiments. */
async function openFar(
  to: Session | Destination,
  near: NearSide,
  options: OpenOptions,
): Promise<DestinationExperiment | { readonly refusal: unknown }> {
  try {
    return "openExperiment" in to
      ? await to.openExperiment(near, options)
      : await FarSide.open(to, near, options);
  } catch (refusal) {
    if (!isLimitExceeded(refusal)) throw refusal;
    return { refusal };
  }
}

function rejected(run: RunRecord, error: unknown): SyncedRun {
  return { ...resultOf(run, "failed"), error };
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
    return { ...rejected(run, error), points, files, bytes };
  }
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
