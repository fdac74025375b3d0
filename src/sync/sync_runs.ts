/**
 * Copies runs from one session to another. Browser-safe.
 *
 * @module
 */
import { ArgumentError } from "../errors.ts";
import {
  ExperimentNotFoundError,
  type ExperimentRecord,
  getExperiment,
  listExperiments,
} from "../records/experiments.ts";
import { listRuns } from "../records/list.ts";
import type { RunRecord } from "../records/record.ts";
import { follow } from "../session/abort.ts";
import type { Session } from "../session/session.ts";
import { type CopyContext, copyRun, result } from "./copy_run.ts";
import { openShelf } from "./cursor.ts";
import { Destination } from "./destination.ts";
import { isAnswer, persistently } from "./failure.ts";
import { findRuns } from "./find_runs.ts";
import {
  type RunTally,
  SyncConflictError,
  type SyncedRun,
  type SyncRunsOptions,
  type SyncSummary,
  SyncTally,
} from "./summary.ts";

/** Runs that are copied at a time. */
const CONCURRENCY = 8;

/**
 * Copies runs from one session to another: experiments, run groups, runs with parameters, metrics,
 * artifacts with their bytes, graphs, lineage and tags. It may be interrupted anywhere and repeated:
 * the next sync goes on where the last one ended, and sends what has changed since. A local store of
 * either side keeps how far each run is.
 *
 * - From a local store every point is sent. AWS answers no points, but one number a step (the last of
 *   the step, all at the time of the metric's last point), or a minute (the average) of metrics
 *   without steps: that is what arrives from there. What a run in progress logs in its last step
 *   waits for the next one.
 * - A local store keeps a point once however often it comes. AWS has no way to tell: the requests that
 *   were on their way when a sync was interrupted are sent again.
 * - AWS refuses points that are older than two weeks: a run's `problems` count them, and
 *   `oldTimestamps` moves them.
 * - Files go to the far side's default bucket under the keys they have, and artifacts and lineage name
 *   them there. What a run only points to, such as a data set in S3, is left where it is.
 * - A run that was deleted at the far side stays deleted there until it changes here; one that was
 *   deleted here stays there.
 * - Between two AWS accounts nothing keeps how far a run is: what is at the far side and is not the
 *   same is a conflict.
 * - An experiment or run group that is there stays as it is. Links of a run with other than
 *   artifacts are left out.
 *
 * @param options Both sides, which runs, and what to do where they were changed on both
 * @returns What became of each run
 * @throws {ArgumentError} when an option is none of those it may be
 * @throws {SyncConflictError} when a run was changed on both sides and `onConflict` is `error`
 * @throws {ExperimentNotFoundError} when there is no such experiment
 * @throws {RunNotFoundError} when one of `runs` is not there
 * @throws the AWS SDK's error when a side cannot be reached, after several attempts
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
  check(options);
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

const ASCENDING = { sortOrder: "Ascending", includeArchived: true } as const;

function check(options: SyncRunsOptions): void {
  const { from, to, onConflict = "keep", oldTimestamps = "keep" } = options;
  if (from === to) {
    throw refusal("to", "the session of from", "be another session");
  }
  if (!["keep", "overwrite", "error"].includes(onConflict)) {
    throw refusal("onConflict", onConflict, 'be "keep", "overwrite" or "error"');
  }
  if (!["keep", "move"].includes(oldTimestamps)) {
    throw refusal("oldTimestamps", oldTimestamps, 'be "keep" or "move"');
  }
}

function refusal(argument: string, value: unknown, rule: string): ArgumentError {
  return new ArgumentError("Cannot sync runs", { argument, value, rule });
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
      : await persistently(() => destination.ensureExperiment(), stop.signal);
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
    return await persistently(
      () => copyRun(context, run, tally),
      context.signal,
      () => tally.points + tally.files,
    );
  } catch (error) {
    const isStopped = context.signal?.aborted || error instanceof SyncConflictError;
    if (isStopped || !isAnswer(error)) throw error;
    const { points, files, bytes } = tally;
    return { ...result(run, "failed"), points, files, bytes, error };
  }
}
