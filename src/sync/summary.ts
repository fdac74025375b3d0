/**
 * Defines the options, the progress and the summary of a sync.
 *
 * @module
 */
import type { RunReference } from "../records/runs/reference.ts";
import type { SessionLike } from "../session/session.ts";
import type { Destination } from "./destination.ts";
import type { SyncProblem } from "./problem.ts";

/** How to handle a run that changed in both sessions. */
export type ConflictRule = "keep" | "overwrite" | "error";

/** Options of {@linkcode syncRuns}. */
export interface SyncRunsOptions {
  /** Session to copy the runs from: the source. */
  readonly from: SessionLike;
  /** Session, or other destination, to copy the runs to. */
  readonly to: SessionLike | Destination;
  /**
   * Experiment to copy, case-insensitive.
   * @default every experiment
   */
  readonly experimentName?: string | undefined;
  /**
   * Runs to copy.
   * @default every run
   */
  readonly runs?: readonly RunReference[] | undefined;
  /**
   * How to handle a run that has changed at the destination since the last sync of the same two
   * sessions. `keep` leaves it alone and reports a conflict. `overwrite` replaces its parameters,
   * artifacts, status and times. `error` stops the sync.
   * @default "keep"
   */
  readonly onConflict?: ConflictRule | undefined;
  /**
   * How to handle points older than the two weeks that AWS accepts. `keep` sends them unchanged,
   * and the run's `problems` count those that AWS rejects. `move` sends them with a timestamp an
   * hour within that limit. Steps stay, so charts by step are the same.
   * @default "keep"
   */
  readonly oldTimestamps?: "keep" | "move" | undefined;
  /**
   * Whether to report the changes without writing anything.
   * @default false
   */
  readonly dryRun?: boolean | undefined;
  /** Called after each run, and after each batch of points and each file. */
  readonly onProgress?: ((progress: SyncProgress) => void) | undefined;
  /** Aborts the call. The next sync resumes there. */
  readonly signal?: AbortSignal | undefined;
}

/** Progress of a sync. */
export interface SyncProgress {
  /** Number of finished runs, including unchanged ones. */
  readonly runs: number;
  /** Number of points that have arrived. */
  readonly points: number;
  /** Number of files that have arrived. */
  readonly files: number;
  /** Bytes of those files. */
  readonly bytes: number;
}

/**
 * Outcome of a run:
 *
 * - `created`: the run did not exist at the destination.
 * - `updated`: something was missing or older there.
 * - `unchanged`: there was nothing to copy.
 * - `conflict`: the run changed at the destination and was left alone.
 * - `failed`: the destination rejected the run.
 */
export type SyncOutcome = "created" | "updated" | "unchanged" | "conflict" | "failed";

/** Result of the copy of one run. */
export interface SyncedRun {
  /** Name of the experiment. */
  readonly experimentName: string;
  /** Name of the run. */
  readonly runName: string;
  /** Outcome of the copy. */
  readonly outcome: SyncOutcome;
  /** Number of points that were sent, or in a dry run would be, without those that AWS rejected. */
  readonly points: number;
  /** Number of files that were sent, or in a dry run would be. */
  readonly files: number;
  /** Bytes of those files. */
  readonly bytes: number;
  /** Parts of the run that were not copied, or not unchanged. */
  readonly problems: readonly SyncProblem[];
  /** Error of a failed run. */
  readonly error: unknown;
}

/** Results of a sync; in a dry run, those that it would have. */
export interface SyncSummary {
  /** Results of the runs, in the order of completion. */
  readonly runs: readonly SyncedRun[];
  /** Number of points that were sent. */
  readonly points: number;
  /** Number of files that were sent. */
  readonly files: number;
  /** Bytes of those files. */
  readonly bytes: number;
  /** Number of runs by outcome. */
  readonly outcomes: Readonly<Record<SyncOutcome, number>>;
}
