/**
 * Loads a run: a named run, the current run, or the run of a SageMaker job.
 *
 * @module
 */
import { ArgumentError } from "../errors.ts";
import { type Cell, currentRun, enterCell, makeCell } from "./context.ts";
import { openNamedRun } from "./open_run.ts";
import type { Run } from "./run.ts";
import { START_OPTIONS, type StartRunOptions } from "./run_options.ts";
import { readEnvironment } from "../runtime.ts";
import { findOptionFault, type OptionFault, type OptionKinds } from "../options.ts";
import { FLAG, TEXT } from "../kinds.ts";

/** Options of {@linkcode loadRun}. */
export interface LoadRunOptions extends
  Pick<
    StartRunOptions,
    | "runName"
    | "session"
    | "tags"
    | "artifactBucket"
    | "artifactPrefix"
    | "artifactEncryption"
    | "artifactBucketOwner"
    | "maxPendingPoints"
    | "systemMetrics"
    | "captureEnvironment"
    | "strict"
    | "signal"
  > {
  /**
   * Experiment of the run; required with `runName`, ignored without.
   * @default the current run's, or the job's
   */
  readonly experimentName?: string | undefined;
  /**
   * Token of a run that another process or worker has open; see `Run.token`. It names the run and
   * its store, so it excludes `runName` and `experimentName`; a `session` replaces the store.
   * @default `RUNLOG_RUN` of the environment
   */
  readonly token?: string | undefined;
  /**
   * Whether the handle leaves the run open, without an end, when it closes. A run that has ended
   * keeps its status. A local store records who holds a run, but AWS does not.
   * @default false; true for a token of a run in AWS
   */
  readonly leaveOpen?: boolean | undefined;
}

const {
  experimentDisplayName: _experimentDisplayName,
  runDisplayName: _runDisplayName,
  runGroupName: _runGroupName,
  ...COMMON_OPTIONS
}: OptionKinds<StartRunOptions> = START_OPTIONS;

const OPTIONS: OptionKinds<LoadRunOptions> = {
  ...COMMON_OPTIONS,
  token: TEXT,
  leaveOpen: FLAG,
};

const ACTION = "Cannot load run";

/** Environment variable by which a child process gets its parent's run. */
const RUN_VARIABLE = "RUNLOG_RUN";

/**
 * Loads a run to log more to it, and sets its status to InProgress again:
 *
 * 1. With `runName` and `experimentName`: that run, created if it does not exist.
 * 2. With `token`: the run of the process that made the token, in the same store.
 * 3. Otherwise, in the scope of a run: another handle of that run. Closing the handle waits for
 *    delivery and leaves the run open.
 * 4. Otherwise, in a process whose environment has `RUNLOG_RUN`: the run of that token.
 * 5. Otherwise, in a SageMaker training, processing or transform job: the run that the job belongs
 *    to.
 *
 * Several processes, workers and pages can record into one run. In a local store, whoever finds the
 * run held by another is a guest: it leaves the run without ending it, and does not fail it. The last
 * one out ends the run, with the outcome of the first. If the first one's process died, the run is
 * Failed. AWS does not record who holds a run: there, pass `leaveOpen`, except with a
 * token.
 *
 * @param options Names or token of the run, if any
 * @returns The open run
 * @throws {NoRunError} If there is no run to load
 * @throws {ArgumentError} If `runName` is passed without `experimentName`, AWS would reject a name,
 * or the token is damaged
 * @throws the errors of {@linkcode startRun}
 *
 * @example
 * ```ts
 * import { loadRun, withRun } from "@runlog/sagemaker";
 *
 * await withRun({ experimentName: "demo", runName: "first" }, async () => {
 *   await using run = await loadRun(); // the run around it
 *   run.logMetric("loss", 0.5);
 * });
 * ```
 */
export function loadRun(options: LoadRunOptions = {}): Promise<Run> {
  const fault = findOptionFault(options, OPTIONS) ?? findLoadFault(options);
  if (fault) return Promise.reject(new ArgumentError(ACTION, fault));
  const { runName, token } = options;
  // In the caller's own turn, as in `startRun`: the scope is read and entered here.
  const current = runName === undefined && token === undefined ? currentRun() : undefined;
  if (current) return Promise.resolve().then(() => current.inner());
  const cell = makeCell();
  const loading = load(options, cell);
  enterCell(cell);
  return loading;
}

function findLoadFault(
  { runName, experimentName, token }: LoadRunOptions,
): OptionFault | undefined {
  if (token !== undefined && (runName !== undefined || experimentName !== undefined)) {
    return { argument: "token", value: token, rule: "be given without runName and experimentName" };
  }
  if (runName === undefined || experimentName !== undefined) return undefined;
  return { argument: "experimentName", value: experimentName, rule: "be given with runName" };
}

async function load(options: LoadRunOptions, cell: Cell): Promise<Run> {
  const { token, leaveOpen, ...rest } = options;
  const { runName, experimentName } = rest;
  if (runName !== undefined && experimentName !== undefined) {
    const named = { ...rest, runName, experimentName };
    return await openNamedRun(named, cell, "loadResources", leaveOpen ? "visitor" : "shared");
  }
  const handed = token === undefined
    ? { token: readEnvironment(RUN_VARIABLE), argument: RUN_VARIABLE }
    : { token, argument: "token" };
  if (handed.token === undefined) {
    const { loadJobRun } = await import("./load_job_run.ts");
    return await loadJobRun(rest, cell, leaveOpen ? "visitor" : "shared");
  }
  const { loadHandedRun } = await import("./load_handed_run.ts");
  const standing = leaveOpen === undefined ? "guest" : leaveOpen ? "visitor" : "shared";
  return await loadHandedRun(handed, rest, cell, standing);
}
