/**
 * Copying the runs of experiments, several at a time: what a sync does once its options are known to be
 * good. Browser-safe.
 *
 * @module
 */
import { ExperimentNotFoundError } from "../records/experiments/experiment_not_found_error.ts";
import type { ExperimentRecord } from "../records/experiments/experiments.ts";
import { getExperiment } from "../records/experiments/get_experiment.ts";
import { listExperiments } from "../records/experiments/list_experiments.ts";
import { listRuns } from "../records/runs/list_runs.ts";
import type { RunRecord } from "../records/runs/record.ts";
import { follow } from "../session/abort.ts";
import type { Session } from "../session/session.ts";
import { type CopyContext, copyRun, result } from "./copy_run.ts";
import { openShelf } from "./cursor.ts";
import { Destination } from "./destination.ts";
import { isAnswer, SYNC_LIMITS } from "./failure.ts";
import { persistently } from "../session/retry.ts";
import { findRuns } from "./find_runs.ts";
import {
  type RunTally,
  type SyncedRun,
  type SyncRunsOptions,
  type SyncSummary,
  SyncTally,
} from "./summary.ts";
import { SyncConflictError } from "./sync_conflict_error.ts";

/** Runs that are copied at a time. */
const CONCURRENCY = 8;

const ASCENDING = { sortOrder: "ascending", includeArchived: true } as const;

/** Copies the runs that are meant. */
export async function copyRuns(options: SyncRunsOptions): Promise<SyncSummary> {
  const [from, to] = await Promise.all([options.from, options.to]);
  const tally = new SyncTally(options.onProgress);
  const given = options.runs && await findRuns(from, options.runs, options.signal);
  for await (const experimentName of experimentsOf(from, given, options)) {
    const runs = given?.filter((run) => run.experimentName === experimentName) ??
      listRuns({ ...ASCENDING, experimentName, session: from, signal: options.signal });
    await syncExperiment({ from, to, experimentName, runs, tally }, options);
  }
  return tally.summary();
}

/** Names of the experiments that are meant. */
async function* experimentsOf(
  from: Session,
  runs: readonly RunRecord[] | undefined,
  { experimentName, signal }: SyncRunsOptions,
): AsyncGenerator<string> {
  const wanted = experimentName?.toLowerCase();
  if (runs) {
    const names = new Set(runs.map((run) => run.experimentName));
    yield* wanted === undefined ? names : [...names].filter((name) => name === wanted);
    return;
  }
  if (experimentName !== undefined) {
    yield (await getExperiment({ experimentName, session: from, signal })).experimentName
      .toLowerCase();
    return;
  }
  for await (const one of listExperiments({ session: from, signal })) {
    yield one.experimentName.toLowerCase();
  }
}

interface ExperimentSync {
  readonly from: Session;
  readonly to: Session;
  readonly experimentName: string;
  readonly runs: AsyncIterable<RunRecord> | Iterable<RunRecord>;
  readonly tally: SyncTally;
}

async function syncExperiment(
  sync: ExperimentSync,
  { onConflict = "keep", oldTimestamps = "keep", dryRun = false, signal }: SyncRunsOptions,
): Promise<void> {
  const { from, to, experimentName } = sync;
  const stop = new AbortController();
  const unfollow = follow(stop, signal);
  const options = { signal: stop.signal };
  try {
    const destination = new Destination(from, to, experimentName, options);
    const near = await getExperiment({ experimentName, session: from, ...options });
    const far = dryRun
      ? await findExperiment(to, experimentName, options) ?? near
      : await persistently(() => destination.ensureExperiment(), stop.signal, SYNC_LIMITS);
    const shelf = await openShelf(from, to, from.cursors ? far : near);
    const movesTimestamps = oldTimestamps === "move";
    const rules = { onConflict, movesTimestamps, dryRun };
    const context = { ...options, ...rules, from, to, shelf, destination, farArn: far.arn };
    const isChanged = await copyAll(context, sync, stop);
    if (isChanged && !dryRun) await destination.ensureGroups();
  } finally {
    unfollow();
  }
}

async function findExperiment(
  session: Session,
  experimentName: string,
  options: { readonly signal: AbortSignal },
): Promise<ExperimentRecord | undefined> {
  try {
    return await getExperiment({ experimentName, session, ...options });
  } catch (error) {
    if (error instanceof ExperimentNotFoundError) return undefined;
    throw error;
  }
}

/**
 * Copies several runs at a time; when one cannot be gone on with, the others end as well.
 *
 * @returns Whether any of them had changed, or there is none
 */
async function copyAll(
  context: CopyContext,
  { runs, tally }: ExperimentSync,
  stop: AbortController,
): Promise<boolean> {
  let [count, unchanged] = [0, 0];
  const waiting = (async function* () {
    yield* runs;
  })();
  const work = async (): Promise<void> => {
    try {
      for await (const run of { [Symbol.asyncIterator]: () => ({ next: () => waiting.next() }) }) {
        stop.signal.throwIfAborted();
        const own = tally.begin();
        const done = await copyPersistently(context, run, own);
        tally.end(own, done);
        count++;
        if (done.outcome === "unchanged") unchanged++;
      }
    } catch (error) {
      stop.abort(error);
      throw error;
    }
  };
  await Promise.allSettled(Array.from({ length: CONCURRENCY }, work));
  stop.signal.throwIfAborted();
  return count === 0 || unchanged < count;
}

/** Copies a run; what the far side answers to it, and no other, is told as the run's own failure. */
async function copyPersistently(
  context: CopyContext,
  run: RunRecord,
  tally: RunTally,
): Promise<SyncedRun> {
  try {
    const progress = (): number => tally.points + tally.files;
    return await persistently(() => copyRun(context, run, tally), context.signal, {
      ...SYNC_LIMITS,
      progress,
    });
  } catch (error) {
    const isStopped = context.signal?.aborted || error instanceof SyncConflictError;
    if (isStopped || !isAnswer(error)) throw error;
    const { points, files, bytes } = tally;
    return { ...result(run, "failed"), points, files, bytes, error };
  }
}
