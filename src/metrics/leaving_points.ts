/**
 * Saves the undelivered points of a page when it is left. For stores that are themselves journals:
 * unlike {@linkcode DeliveryJournal}, it costs nothing until then.
 *
 * @module
 */
import type { JournalWriter } from "../ports/metric_journal.ts";
import type { Batch } from "./batch.ts";
import { type PointJournal, toMetricBatch } from "./delivery_journal.ts";

/** The undelivered points of one run, saved when its page is left. */
export class LeavingPoints implements PointJournal {
  readonly #writer: JournalWriter;
  readonly #component: string;
  #hasLeft = false;

  /**
   * @param writer The run's part of the journal
   * @param trialComponentName The run's trial component
   */
  constructor(writer: JournalWriter, trialComponentName: string) {
    this.#writer = writer;
    this.#component = trialComponentName;
  }

  onLeave(pending: () => readonly Batch[], names: readonly string[]): void {
    this.#writer.onLeave(() => {
      this.#hasLeft = true;
      this.#write(pending(), [], names);
    });
  }

  append(): void {}

  take(): undefined {}

  settle(batch: Batch, rest: Batch | undefined, names: readonly string[]): void {
    if (this.#hasLeft) this.#write(rest ? [rest] : [], [batch.token], names);
  }

  end(): Promise<void> {
    return this.#writer.end();
  }

  #write(batches: readonly Batch[], remove: readonly string[], names: readonly string[]): void {
    const put = batches.map(({ token, points }) =>
      toMetricBatch(this.#component, token, points, names)
    );
    void this.#writer.write(put, remove);
  }
}
