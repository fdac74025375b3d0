/**
 * What goes into a sync, and what comes out: options, progress, and the outcome of each run.
 *
 * @module
 */
import type { RunReference } from "../records/runs/reference.ts";
import type { SessionLike } from "../session/session.ts";

/** Which side wins if a run changed on both. */
export type ConflictRule = "keep" | "overwrite" | "error";

/** Options of {@linkcode syncRuns}. */
export interface SyncRunsOptions {
  /** Session that holds the runs: the near side. */
  readonly from: SessionLike;
  /** Session to copy them to: the far side. */
  readonly to: SessionLike;
  /**
   * Only runs of this experiment; case does not matter.
   * @default every experiment
   */
  readonly experimentName?: string | undefined;
  /**
   * Only these runs.
   * @default every run
   */
  readonly runs?: readonly RunReference[] | undefined;
  /**
   * What to do with a run that the far side has in another state than an earlier sync of the same two
   * sides left it: `keep` leaves it alone and reports a conflict, `overwrite` replaces its parameters,
   * artifacts, status and times, `error` stops the sync.
   * @default "keep"
   */
  readonly onConflict?: ConflictRule | undefined;
  /**
   * How to handle points older than the two weeks that AWS accepts: `keep` sends them as they are, and
   * the run's `problems` count those that AWS rejects; `move` sends them with a timestamp an hour
   * within that limit. Steps stay, so charts by step are the same.
   * @default "keep"
   */
  readonly oldTimestamps?: "keep" | "move" | undefined;
  /**
   * Whether to report what would be done, and write nothing.
   * @default false
   */
  readonly dryRun?: boolean | undefined;
  /** Called after each run, and on the way after each batch of points and each file. */
  readonly onProgress?: ((progress: SyncProgress) => void) | undefined;
  /** Aborts the call; the next sync resumes there. */
  readonly signal?: AbortSignal | undefined;
}

/** Progress of a sync. */
export interface SyncProgress {
  /** Runs that are done, including unchanged ones. */
  readonly runs: number;
  /** Points that have arrived. */
  readonly points: number;
  /** Files that have arrived. */
  readonly files: number;
  /** Bytes of those files. */
  readonly bytes: number;
}

/**
 * Outcome of a run. `created`: the far side did not have it; `updated`: something was missing or older
 * there; `unchanged`: there was nothing to do; `conflict`: it changed at the far side and was left
 * alone; `failed`: the far side rejected it.
 */
export type SyncOutcome = "created" | "updated" | "unchanged" | "conflict" | "failed";

/** Something of a run that the far side does not have as the near side does. */
export interface SyncProblem {
  /** Whether it is about a metric, an artifact, lineage, a run group or the run. */
  readonly kind: "metric" | "artifact" | "lineage" | "group" | "run";
  /** Name of the metric, artifact or run group. */
  readonly name: string;
  /** Number of points of a metric, else 1. */
  readonly count: number;
  /** What the far side answered. */
  readonly reason: string;
}

/** The copy of one run. */
export interface SyncedRun {
  /** Name of the experiment. */
  readonly experimentName: string;
  /** Name of the run. */
  readonly runName: string;
  /** What the sync did with it. */
  readonly outcome: SyncOutcome;
  /** Points that were sent, or in a dry run would be, without those that AWS rejected. */
  readonly points: number;
  /** Files that were sent, or in a dry run would be. */
  readonly files: number;
  /** Bytes of those files. */
  readonly bytes: number;
  /** What did not arrive as it is at the near side. */
  readonly problems: readonly SyncProblem[];
  /** The error of a run that failed. */
  readonly error: unknown;
}

/** What a sync did, or in a dry run would do. */
export interface SyncSummary {
  /** The runs, in the order in which they were done. */
  readonly runs: readonly SyncedRun[];
  /** Points that were sent. */
  readonly points: number;
  /** Files that were sent. */
  readonly files: number;
  /** Bytes of those files. */
  readonly bytes: number;
  /** Number of runs by outcome. */
  readonly outcomes: Readonly<Record<SyncOutcome, number>>;
}
