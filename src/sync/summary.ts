/**
 * What a sync tells: options, progress, and what became of each run. Browser-safe.
 *
 * @module
 */
import type { RunReference } from "../records/runs/reference.ts";
import type { SessionLike } from "../session/session.ts";

/** Which side wins when a run was changed on both. */
export type ConflictRule = "keep" | "overwrite" | "error";

/** Options of {@linkcode syncRuns}. */
export interface SyncRunsOptions {
  /** Where the runs are. */
  readonly from: SessionLike;
  /** Where they go. */
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
   * What happens to a run that is at the far side and was not left there as it is by an earlier sync
   * of the same two sides: `keep` leaves it alone and says so, `overwrite` replaces its parameters,
   * artifacts, status and times, `error` stops the sync.
   * @default "keep"
   */
  readonly onConflict?: ConflictRule | undefined;
  /**
   * What AWS is told of points older than it takes, two weeks: `keep` sends them with the timestamps
   * they have, and what AWS refuses is among the run's `problems`; `move` sends them as measured an
   * hour within that limit. Steps stay, and charts by step are the same.
   * @default "keep"
   */
  readonly oldTimestamps?: "keep" | "move" | undefined;
  /**
   * Whether to say what would be done, and write nothing.
   * @default false
   */
  readonly dryRun?: boolean | undefined;
  /** Hears of every run that is done, and of every batch of points and file on the way. */
  readonly onProgress?: ((progress: SyncProgress) => void) | undefined;
  /** Gives up; what has arrived is known to the next sync. */
  readonly signal?: AbortSignal | undefined;
}

/** How far a sync is. */
export interface SyncProgress {
  /** Runs that are done, the unchanged among them. */
  readonly runs: number;
  /** Points that have arrived. */
  readonly points: number;
  /** Files that have arrived. */
  readonly files: number;
  /** Bytes of those files. */
  readonly bytes: number;
}

/**
 * What became of a run. `created`: it was not there; `updated`: it was, and something was missing or
 * older; `unchanged`: nothing was to do; `conflict`: it was changed at the far side and left alone;
 * `failed`: the far side refused it.
 */
export type SyncOutcome = "created" | "updated" | "unchanged" | "conflict" | "failed";

/** Something of a run that is not at the far side as it is at the near one. */
export interface SyncProblem {
  /** What it is about: a metric, an artifact, a run group, the run. */
  readonly kind: "metric" | "artifact" | "lineage" | "group" | "run";
  /** Its name. */
  readonly name: string;
  /** How many: points of a metric, else 1. */
  readonly count: number;
  /** Why. */
  readonly reason: string;
}

/** What became of a run. */
export interface SyncedRun {
  /** The experiment. */
  readonly experimentName: string;
  /** The run. */
  readonly runName: string;
  /** What became of it. */
  readonly outcome: SyncOutcome;
  /** Points that were sent, or of a dry run would be; those refused are left out. */
  readonly points: number;
  /** Files that were sent, or would be. */
  readonly files: number;
  /** Bytes of those files. */
  readonly bytes: number;
  /** What did not arrive as it is. */
  readonly problems: readonly SyncProblem[];
  /** The error of a run that failed. */
  readonly error: unknown;
}

/** What a sync did, or of a dry run would do. */
export interface SyncSummary {
  /** Each run, in the order in which they were done. */
  readonly runs: readonly SyncedRun[];
  /** Points that were sent. */
  readonly points: number;
  /** Files that were sent. */
  readonly files: number;
  /** Bytes of those files. */
  readonly bytes: number;
  /** How many runs came to each outcome. */
  readonly outcomes: Readonly<Record<SyncOutcome, number>>;
}

const NONE: Readonly<Record<SyncOutcome, number>> = {
  created: 0,
  updated: 0,
  unchanged: 0,
  conflict: 0,
  failed: 0,
};

/** What one run's copy comes to, over all attempts at it. */
export class RunTally {
  readonly #tell: () => void;
  /** How many runs are being copied, this one among them. */
  readonly runsUnderWay: () => number;
  /** Points that have arrived. */
  points = 0;
  /** Files that have arrived. */
  files = 0;
  /** Bytes of those files. */
  bytes = 0;
  /** Whether the run was not there. */
  isCreated = false;

  /**
   * @param tell Is called when something has arrived
   * @param runsUnderWay How many runs are being copied
   */
  constructor(tell: () => void, runsUnderWay: () => number) {
    this.#tell = tell;
    this.runsUnderWay = runsUnderWay;
  }

  /** Counts points that have arrived. */
  addPoints(count: number): void {
    this.points += count;
    this.#tell();
  }

  /** Counts a file that has arrived. */
  addFile(bytes: number): void {
    this.files++;
    this.bytes += bytes;
    this.#tell();
  }
}

/** Counts what became of runs, and tells of it on the way. */
export class SyncTally {
  readonly #onProgress: SyncRunsOptions["onProgress"];
  readonly #runs: SyncedRun[] = [];
  readonly #open = new Set<RunTally>();
  #done = { points: 0, files: 0, bytes: 0 };

  /** @param onProgress Hears of everything that is counted */
  constructor(onProgress: SyncRunsOptions["onProgress"]) {
    this.#onProgress = onProgress;
  }

  /** Begins to count for a run. */
  begin(): RunTally {
    const tally = new RunTally(() => this.#tell(), () => this.#open.size);
    this.#open.add(tally);
    return tally;
  }

  /** Counts a run that is done. */
  end(tally: RunTally, run: SyncedRun): void {
    this.#done = this.#sum([tally]);
    this.#open.delete(tally);
    this.#runs.push(run);
    this.#tell();
  }

  /** What it comes to. */
  summary(): SyncSummary {
    const outcomes = { ...NONE };
    let [points, files, bytes] = [0, 0, 0];
    for (const run of this.#runs) {
      outcomes[run.outcome]++;
      points += run.points;
      files += run.files;
      bytes += run.bytes;
    }
    return { runs: this.#runs, points, files, bytes, outcomes };
  }

  #sum(tallies: Iterable<RunTally>): { points: number; files: number; bytes: number } {
    const sum = { ...this.#done };
    for (const { points, files, bytes } of tallies) {
      sum.points += points;
      sum.files += files;
      sum.bytes += bytes;
    }
    return sum;
  }

  #tell(): void {
    this.#onProgress?.({ runs: this.#runs.length, ...this.#sum(this.#open) });
  }
}
