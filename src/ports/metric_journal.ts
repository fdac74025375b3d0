/**
 * The port of the journal, which keeps undelivered points when the page that logged them ends.
 *
 * @module
 */
import type { MetricBatch } from "./metrics_client.ts";

/** Points of a run that may not have been delivered. */
export interface JournalEntry extends MetricBatch {
  /** ARN of the run's trial component. */
  readonly arn: string;
}

/** The journal of one run. */
export interface JournalWriter {
  /**
   * Saves batches and removes others, in one step. A batch replaces an earlier one with the same
   * token.
   *
   * @param put Batches to save
   * @param remove Tokens of batches to remove
   */
  write(put: readonly MetricBatch[], remove: readonly string[]): Promise<void>;
  /**
   * Registers a listener that is called synchronously when the page is about to leave. Batches
   * written then are saved.
   *
   * @param listener Called when the page is about to leave
   */
  onLeave(listener: () => void): void;
  /** Ends the journal of this run. The next visit sends the remaining batches. */
  end(): Promise<void>;
}

/** A journal of undelivered points, which outlives the page. */
export interface MetricJournal {
  /**
   * Whether only the points that are undelivered when the page leaves are saved, instead of every
   * point as it is logged. For a store that is itself a journal.
   * @default false
   */
  readonly isForLeaving?: boolean | undefined;
  /**
   * Returns whether no other page can have left entries. Called often, so it must be cheap.
   * @default they may exist
   */
  isEmpty?(): boolean;
  /**
   * Opens the journal of a run.
   *
   * @param run The trial component that receives the points
   */
  begin(run: { readonly arn: string; readonly trialComponentName: string }): JournalWriter;
  /**
   * Processes the entries of runs whose pages ended, unless another page is doing so.
   *
   * @param work Called with the entries and a function that removes one; resolves when they are
   * processed
   */
  adopt(
    work: (
      entries: readonly JournalEntry[],
      remove: (token: string) => Promise<void>,
    ) => Promise<void>,
  ): Promise<void>;
}
