/**
 * Loads a run: a named run, the current run, or the run of a SageMaker job.
 *
 * @module
 */
import { ArgumentError } from "../errors.ts";
import { sessionOf } from "../connect/default_session.ts";
import { type Cell, currentRun, enterCell, makeCell } from "./context.ts";
import { NoRunError } from "./no_run_error.ts";
import { openNamedRun, openRun } from "./open_run.ts";
import type { Run } from "./run.ts";
import { resolveOptions, START_OPTIONS, type StartRunOptions } from "./run_options.ts";
import { findOptionFault, type OptionKinds } from "../options.ts";

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
}

const {
  experimentDisplayName: _experimentDisplayName,
  runDisplayName: _runDisplayName,
  runGroupName: _runGroupName,
  ...OPTIONS
}: OptionKinds<StartRunOptions> = START_OPTIONS;

/**
 * Loads a run to log more to it, and sets its status to InProgress again:
 *
 * 1. With `runName` and `experimentName`: that run, created if it does not exist.
 * 2. Otherwise, in the scope of a run: another handle of that run. Closing the handle waits for
 *    delivery and leaves the run open.
 * 3. Otherwise, in a SageMaker training, processing or transform job: the run that the job belongs
 *    to.
 *
 * @param options Names of the run, if any
 * @returns The open run
 * @throws {NoRunError} If there is no run to load
 * @throws {ArgumentError} If `runName` is passed without `experimentName`, or AWS would reject a
 * name
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
  const fault = findOptionFault(options, OPTIONS);
  if (fault) return Promise.reject(new ArgumentError("Cannot load run", fault));
  const { runName, experimentName } = options;
  if (runName !== undefined && experimentName === undefined) {
    const facts = {
      argument: "experimentName",
      value: experimentName,
      rule: "be given with runName",
    };
    return Promise.reject(new ArgumentError("Cannot load run", facts));
  }
  // In the caller's own turn, as in `startRun`: the scope is read and entered here.
  const current = runName === undefined ? currentRun() : undefined;
  if (current) return Promise.resolve().then(() => current.inner());
  const cell = makeCell();
  const loading = runName === undefined || experimentName === undefined
    ? loadJobRun(options, cell)
    : openNamedRun({ ...options, runName, experimentName }, cell, "loadResources");
  enterCell(cell);
  return loading;
}

async function loadJobRun(options: LoadRunOptions, cell: Cell): Promise<Run> {
  const settings = resolveOptions(options);
  const { currentJob } = await import("../connect/current_job.ts");
  const job = currentJob();
  if (!job) {
    throw new NoRunError(
      "Cannot load run: no run is named or current in this scope, and this is not a SageMaker job. " +
        "Pass runName and experimentName",
    );
  }
  const session = await sessionOf(options);
  if (options.experimentName !== undefined) {
    session.logger.warn(
      "runlog: experimentName without runName is ignored: the job's run is loaded",
    );
  }
  const { runOfJob } = await import("./job_environment.ts");
  const names = await runOfJob(session, job, { signal: options.signal });
  return await openRun({ ...settings, names, session }, cell, "loadResources");
}
