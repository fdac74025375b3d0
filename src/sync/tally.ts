/**
 * Counts the results of a sync: the data of each run that has arrived, and the outcomes of all
 * runs.
 *
 * @module
 */
import type { RunRecord } from "../records/runs/record.ts";
import type { ReasonCounts } from "./fitting_points.ts";
import type { SyncedRun, SyncOutcome, SyncRunsOptions, SyncSummary } from "./summary.ts";

const NONE: Readonly<Record<SyncOutcome, number>> = {
  created: 0,
  updated: 0,
  unchanged: 0,
  conflict: 0,
  failed: 0,
};

/** Returns the result of a run without sent data. */
export function resultOf(run: RunRecord, outcome: SyncOutcome): SyncedRun {
  const { experimentName, runName } = run;
  const nothing = { points: 0, files: 0, bytes: 0, problems: [], error: undefined };
  return { experimentName, runName, outcome, ...nothing };
}

/** Counts the data of one run that has arrived, over all attempts. */
export class RunTally {
  readonly #tell: () => void;
  /** Returns the number of runs that are being copied, including this one. */
  readonly runsUnderWay: () => number;
  /** Number of points that have arrived. */
  points = 0;
  /** Number of files that have arrived. */
  files = 0;
  /** Bytes of those files. */
  bytes = 0;
  /** Points that did not arrive, or not unchanged. */
  readonly otherPoints: ReasonCounts = new Map();
  /** Whether the sync has created the run. */
  isCreated = false;

  /**
   * Creates a tally. `tell` is called when data has arrived. `runsUnderWay` returns the number of
   * runs that are being copied.
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

/** Counts the outcomes of runs, and reports progress. */
export class SyncTally {
  readonly #onProgress: SyncRunsOptions["onProgress"];
  readonly #runs: SyncedRun[] = [];
  readonly #open = new Set<RunTally>();
  #done = { points: 0, files: 0, bytes: 0 };

  /** @param onProgress Called whenever a count changes */
  constructor(onProgress: SyncRunsOptions["onProgress"]) {
    this.#onProgress = onProgress;
  }

  /** Starts to count for a run. */
  begin(): RunTally {
    const tally = new RunTally(() => this.#tell(), () => this.#open.size);
    this.#open.add(tally);
    return tally;
  }

  /** Counts a finished run. */
  end(tally: RunTally, run: SyncedRun): void {
    this.#done = this.#sum([tally]);
    this.#open.delete(tally);
    this.#runs.push(run);
    this.#tell();
  }

  /** Returns the summary of the sync. */
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
