/**
 * The request to open a run.
 *
 * @module
 */
import type { Origin } from "./environment.ts";
import type { RunHold } from "./heartbeat.ts";
import type { RunSettings } from "./run_options.ts";

/** The settings of a run that decide how it is opened, its origin and its start. */
export interface OpenRequest extends
  Pick<
    RunSettings,
    | "session"
    | "names"
    | "newNames"
    | "runGroupName"
    | "experimentDisplayName"
    | "runDisplayName"
    | "tags"
    | "signal"
  > {
  /** Parameters and metadata of a new run, from its environment. */
  readonly origin: Origin;
  /** The handle's hold on the run. */
  readonly hold: Pick<RunHold, "enter">;
  /** When the run started. */
  readonly startTime: Date;
}

/** Facts by which an experiment and its run group are found or created. */
export type ExperimentRequest = Pick<
  OpenRequest,
  "session" | "names" | "runGroupName" | "experimentDisplayName" | "tags" | "signal"
>;
