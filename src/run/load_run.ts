/**
 * Loading a run: by name, the current one, or a SageMaker job's. Browser-safe.
 *
 * @module
 */
import { ArgumentError } from "../errors.ts";
import { defaultSession } from "../connect/default_session.ts";
import { type Cell, currentRun, enterCell, makeCell } from "./context.ts";
import { NoRunError } from "./no_run_error.ts";
import { openNamedRun, openRun } from "./open_run.ts";
import type { Run } from "./run.ts";
import { resolveOptions, START_OPTIONS, type StartRunOptions } from "./run_options.ts";
import { findOptionFault, type OptionNames } from "../options.ts";

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
    | "signal"
  > {
  /**
   * The run's experiment; needed with `runName`, and ignored without.
   * @default the current run's, or the job's
   */
  readonly experimentName?: string | undefined;
}

const {
  experimentDisplayName: _experimentDisplayName,
  runDisplayName: _runDisplayName,
  runGroupName: _runGroupName,
  ...OPTIONS
}: OptionNames<StartRunOptions> = START_OPTIONS;

/**
 * Loads a run to log more to it, and puts it in progress again:
 *
 * 1. With `runName` and `experimentName`: that run, made if it is not there.
 * 2. Else inside a run's scope: another handle of that run. Closing it waits for delivery, and the
 *    run goes on.
 * 3. Else inside a SageMaker training, processing or transform job: the run the job is part of.
 *
 * @param options The names, if any
 * @returns The open run
 * @throws {NoRunError} when there is none to load
 * @throws {ArgumentError} when `runName` comes without `experimentName`, or AWS would refuse a name
 * @throws what `startRun` throws
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
      "Cannot load run: none is named, none is current in this scope, and this is no SageMaker job",
    );
  }
  const session = await (options.session ?? defaultSession());
  if (options.experimentName !== undefined) {
    session.logger.warn(
      "runlog: experimentName without runName is ignored: the job's run is loaded",
    );
  }
  const { runOfJob } = await import("./job_environment.ts");
  const names = await runOfJob(session, job, { signal: options.signal });
  return await openRun({ ...settings, names, session }, cell, "loadResources");
}
