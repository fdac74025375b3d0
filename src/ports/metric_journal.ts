/**
 * The port through which points that are not delivered yet outlive the page that logged them.
 *
 * @module
 */
import type { MetricBatch } from "./metrics_client.ts";

/** Points of a run that may not have been delivered. */
export interface JournalEntry extends MetricBatch {
  /** ARN of the run's trial component. */
  readonly arn: string;
}

/** A run's part of the journal. */
export interface JournalWriter {
  /**
   * Keeps batches, over earlier ones of the same tokens, and lets go of others, all at once.
   *
   * @param put Batches to keep
   * @param remove Tokens of batches to let go of
   */
  write(put: readonly MetricBatch[], remove: readonly string[]): Promise<void>;
  /**
   * Calls back, synchronously, when the page is about to leave: what is written then is kept.
   *
   * @param listener What to do
   */
  onLeave(listener: () => void): void;
  /** The run no longer needs the journal. What is left in it is for the next visit to send. */
  end(): Promise<void>;
}

/** Points on their way, kept where a page that ends does not take them along. */
export interface MetricJournal {
  /**
   * Begins a run's part.
   *
   * @param run The trial component
   */
  begin(run: { readonly arn: string; readonly trialComponentName: string }): JournalWriter;
  /**
   * Works on what runs of ended pages left behind, unless another page does so at this moment.
   *
   * @param work Is given the entries and how to let go of one; answers when it is done with them
   */
  adopt(
    work: (
      entries: readonly JournalEntry[],
      remove: (token: string) => Promise<void>,
    ) => Promise<void>,
  ): Promise<void>;
}
