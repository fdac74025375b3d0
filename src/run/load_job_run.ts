/**
 * Loads the run of the SageMaker job that runs this process. Loaded if no run is named or current.
 *
 * @module
 */
import { currentJob } from "../connect/current_job.ts";
import { sessionOf } from "../connect/default_session.ts";
import type { Cell } from "./context.ts";
import type { Standing } from "./heartbeat.ts";
import { runOfJob } from "./job_environment.ts";
import { NoRunError } from "./no_run_error.ts";
import { openRun } from "./open_run.ts";
import type { Run } from "./run.ts";
import { resolveOptions, type StartRunOptions } from "./run_options.ts";

/**
 * Loads the run of the job.
 *
 * @throws {NoRunError} If this is no job, or its job belongs to no run
 */
export async function loadJobRun(
  options: Omit<StartRunOptions, "experimentName"> & {
    readonly experimentName?: string | undefined;
  },
  cell: Cell,
  standing: Standing,
): Promise<Run> {
  const settings = resolveOptions(options);
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
  const names = await runOfJob(session, job, { signal: options.signal });
  return await openRun({ ...settings, names, session }, cell, "loadResources", standing);
}
