/**
 * Opens a run; shared by starting and loading.
 *
 * @module
 */
import { sessionOf } from "../connect/default_session.ts";
import { sendJournalBeside } from "../metrics/send_journal.ts";
import { nameRun } from "../rules/names.ts";
import { type Cell, leaveCell } from "./context.ts";
import { captureOrigin } from "./environment.ts";
import type { Standing } from "./heartbeat.ts";
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

// What only an open run needs is loaded with the first, as one part.
const loadOpening = () => import("./opening.ts");

/** Opens the run that the options name, and puts it into the cell of its scope. */
export async function openNamedRun(
  options: StartRunOptions,
  cell: Cell,
  opening: Opening = "openResources",
  standing: Standing = "shared",
): Promise<Run> {
  requireOptions("Cannot start run", options, START_OPTIONS);
  const { experimentName, runName } = options;
  const names = nameRun(experimentName, runName);
  const newNames = runName === undefined ? () => nameRun(experimentName) : undefined;
  const settings = resolveOptions(options);
  settings.signal?.throwIfAborted();
  // Beside the session, which a page may have to load as well.
  const [session] = await Promise.all([sessionOf(options), loadOpening()]);
  return await openRun({ ...settings, names, newNames, session }, cell, opening, standing);
}

/** Opens a run from checked settings, and puts it into the cell of its scope. */
export async function openRun(
  settings: RunSettings,
  cell: Cell,
  opening: Opening,
  standing: Standing,
): Promise<Run> {
  const { session, systemMetrics } = settings;
  const origin = settings.captureEnvironment ? await captureOrigin() : {};
  const system = systemMetrics && await import("./system_metrics.ts");
  if (session.tracksJobs) await trackJobsOf(session.sagemaker);
  const process = hasProcess() ? await import("./watch_process.ts") : undefined;
  await process?.endReplacedRuns();
  const { AttemptLog, handOver, RunHold, RunParts, timeoutError, ...resources } =
    await loadOpening();
  const hold = new RunHold(session, settings.names.trialComponentName, standing);
  const request = { ...settings, origin, hold, startTime: new Date() };
  const opened = await resources[opening](request).catch(async (error) => {
    await hold.abandon();
    throw error;
  });
  if (session.notices) {
    const { announceRun } = await import("./announce_run.ts");
    announceRun(session, settings.names.experimentName, opened.arn);
  }
  const { token, end: endHandover } = handOver(session, opened.names, opened.arn);
  const onClosing = (how: "call" | "scope", closed: Promise<void>): void => {
    stopWatchingSystem?.();
    endHandover();
    leaveCell(cell);
    unwatch?.(how, closed);
  };
  const parts = new RunParts(
    { ...settings, names: opened.names },
    opened,
    { hold, token },
    onClosing,
    { metrics: new AttemptLog(), component: new AttemptLog(), timeoutError },
  );
  const run = new Run(parts);
  const unwatch = process?.watchRun(run, parts, session);
  const stopWatchingSystem = systemMetrics && system?.watchSystem(run, systemMetrics);
  cell.run = run;
  sendJournalBeside(session);
  return run;
}
