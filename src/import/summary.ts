/**
 * Defines the options and results of an import.
 *
 * @module
 */
import type { SessionLike } from "../session/session.ts";
import type { ImportProblem, RunSource, UnreadPart } from "./foreign_run.ts";
import type { ImportInput } from "./input.ts";

/** Options of {@linkcode importRuns}. */
export interface ImportRunsOptions {
  /**
   * Source or sources of the runs, or files: their source is then detected by their content.
   */
  readonly from: RunSource | readonly RunSource[] | ImportInput;
  /**
   * Session to import the runs into.
   * @default the default session
   */
  readonly to?: SessionLike | undefined;
  /**
   * Experiment for all runs.
   * @default the experiment, project or folder that the source names
   */
  readonly experimentName?: string | undefined;
  /**
   * How to handle points older than the two weeks that AWS accepts, as in `syncRuns`.
   * @default "keep"
   */
  readonly oldTimestamps?: "keep" | "move" | undefined;
  /**
   * Whether the files are still being written. Runs whose source does not state their end are then
   * `InProgress`, and a last line without an end waits for the next import.
   * @default false
   */
  readonly isLive?: boolean | undefined;
  /**
   * Whether to report what would be imported without writing anything.
   * @default false
   */
  readonly dryRun?: boolean | undefined;
  /** Called after each run, and after each batch of points and each file. */
  readonly onProgress?: ((progress: ImportProgress) => void) | undefined;
  /** Aborts the call. The next import continues there. */
  readonly signal?: AbortSignal | undefined;
}

/** Progress of an import. */
export interface ImportProgress {
  /** Number of finished runs, including unchanged ones. */
  readonly runs: number;
  /** Number of points that have arrived. */
  readonly points: number;
  /** Number of files that have arrived. */
  readonly files: number;
}

/** Outcome of the import of a run; in a dry run, the expected one. */
export type ImportOutcome = "created" | "updated" | "unchanged" | "failed";

/** Result of the import of one run. */
export interface ImportedRun {
  /** Name of the run at its source. */
  readonly source: string;
  /** Name of the experiment. */
  readonly experimentName: string;
  /** Name of the run. */
  readonly runName: string;
  /** Outcome of the import. */
  readonly outcome: ImportOutcome;
  /** Number of points that were imported, or in a dry run would be. */
  readonly points: number;
  /** Number of files that were imported, or in a dry run would be. */
  readonly files: number;
  /** Bytes of those files; 0 in a dry run. */
  readonly bytes: number;
  /** Parts of the run that were not imported, or not unchanged. */
  readonly problems: readonly ImportProblem[];
  /** Error of a failed run. */
  readonly error: unknown;
}

/** Results of an import; in a dry run, those that it would have. */
export interface ImportSummary {
  /** Results of the runs, in the order of completion. */
  readonly runs: readonly ImportedRun[];
  /** Files and folders that could not be read as runs. */
  readonly unread: readonly UnreadPart[];
  /** Number of points that were imported. */
  readonly points: number;
  /** Number of files that were imported. */
  readonly files: number;
  /** Number of runs by outcome. */
  readonly outcomes: Readonly<Record<ImportOutcome, number>>;
}
