/**
 * Defines the context that the copies of an experiment's runs share: the source, the destination and the options.
 *
 * @module
 */
import type { FilesInFlight } from "../artifacts/files_in_flight.ts";
import type { CursorShelf } from "./cursor.ts";
import type { DestinationExperiment } from "./destination.ts";
import type { NearSide } from "./near_side.ts";
import type { ConflictRule } from "./summary.ts";

/** Options of the copy of a run. */
export interface CopyRules {
  /** How to handle a run that conflicts. */
  readonly onConflict: ConflictRule;
  /** Whether timestamps that AWS no longer accepts are moved to the oldest accepted one. */
  readonly movesTimestamps: boolean;
  /** Whether to write nothing. */
  readonly dryRun: boolean;
}

/** Context that the copies of an experiment's runs share. */
export interface CopyContext extends CopyRules {
  /** The source of the copies. */
  readonly near: NearSide;
  /** The destination of the copies. */
  readonly far: DestinationExperiment;
  /** Transfers the files of all runs, within one limit of memory. */
  readonly files: FilesInFlight;
  /** Stores the progress of each copy. */
  readonly shelf: CursorShelf;
  /** Aborts all copies. */
  readonly signal: AbortSignal;
}
