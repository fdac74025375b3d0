/**
 * What the copies of an experiment's runs share: the two sides, and how copying is done.
 *
 * @module
 */
import type { CursorShelf } from "./cursor.ts";
import type { FarSide } from "./far_side.ts";
import type { NearSide } from "./near_side.ts";
import type { ConflictRule } from "./summary.ts";

/** How runs are copied. */
export interface CopyRules {
  /** What happens to a run that conflicts. */
  readonly onConflict: ConflictRule;
  /** Whether timestamps that AWS no longer accepts become the oldest that it does. */
  readonly movesTimestamps: boolean;
  /** Whether nothing is written. */
  readonly dryRun: boolean;
}

/** What the copies of an experiment's runs share. */
export interface CopyContext extends CopyRules {
  /** The side that runs are copied from. */
  readonly near: NearSide;
  /** The side that they are copied to. */
  readonly far: FarSide;
  /** Keeps how far each copy is. */
  readonly shelf: CursorShelf;
  /** Aborts all copies. */
  readonly signal: AbortSignal;
}
