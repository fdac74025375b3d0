/**
 * Opens a run; shared by starting and loading.
 *
 * @module
 */
import { defaultSession } from "../connect/default_session.ts";
import { sendJournalBeside } from "../metrics/send_journal.ts";
import { nameRun } from "../rules/names.ts";
import { type Cell, leaveCell } from "./context.ts";
import { captureOrigin } from "./environment.ts";
import { RunParts } from "./parts.ts";
import { Run } from "./run.ts";
import {
  resolveOptions,
  type RunSettings,
  START_OPTIONS,
  type StartRunOptions,
} from "./run_options.ts";
import { trackJobsOf } from "./track_jobs.ts";
import { requireOptions } from "../options.ts";
import { hasProcess } from "../runtime.ts";

/** Opens a run's resources. It either creates them first or looks them up first. */
export type Opening = "openResources" | "loadResources";

/** Opens the run that the options name, and puts it into the cell of its scope. */
export async function openNamedRun(
  options: StartRunOptions,
  cell: Cell,
  opening: Opening = "openResources",
): Promise<Run> {
  requireOptions("Cannot start run", options, START_OPTIONS);
  const names = nameRun(options.experimentName, options.runName);
  const settings = resolveOptions(options);
  settings.signal?.throwIfAborted();
  const session = await (options.session ?? defaultSession());
  return await openRun({ ...settings, names, session }, cell, opening);
}

/** Opens a run from checked settings, and puts it into the cell of its scope. */
export async function openRun(settings: RunSettings, cell: Cell, opening: Opening): Promise<Run> {
  const { session, systemMetrics } = settings;
  const origin = settings.captureEnvironment ? await captureOrigin() : {};
  const system = systemMetrics && await import("./system_metrics.ts");
  if (session.tracksJobs) trackJobsOf(await session.sagemaker.client());
  const process = hasProcess() ? await import("./watch_process.ts") : undefined;
  await process?.endReplacedRuns();
  const resources = await import("./resources.ts");
  const opened = await resources[opening]({ ...settings, origin, startTime: new Date() });
  if (session.notices) {
    const { announceRun } = await import("./announce_run.ts");
    announceRun(session, settings.names.experimentName, opened.arn);
  }
  const parts: RunParts = new RunParts(settings, opened, (how, closed) => {
    stopWatchingSystem?.();
    leaveCell(cell);
    unwatch?.(how, closed);
  });
  const run = new Run(parts);
  const unwatch = process?.watchRun(run, parts, session);
  const stopWatchingSystem = systemMetrics && system?.watchSystem(run, systemMetrics);
  cell.run = run;
  sendJournalBeside(session);
  return run;
}
