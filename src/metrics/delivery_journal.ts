/**
 * Stores a delivery's points in a journal until they are acknowledged or rejected. The journal has
 * the same groups of points and the same tokens as the requests. A receiver that compares tokens
 * therefore stores a group only once, even if two pages send it.
 *
 * @module
 */
import type { Logger } from "../ports/logger.ts";
import type { JournalWriter } from "../ports/metric_journal.ts";
import type { MetricBatch } from "../ports/metrics_client.ts";
import type { Batch } from "./batch.ts";
import { PointBuffer, type PointColumns } from "./buffer.ts";

/** Stores a delivery's points in case its page ends. */
export interface PointJournal {
  /** Adds a logged point. */
  append(name: string, value: number, timestamp: number, step: number): void;
  /** Takes the oldest points, which become a batch, and returns its token if it has one already. */
  take(): string | undefined;
  /** Removes a batch after an attempt, and stores its remaining points under their new token. */
  settle(batch: Batch, rest: Batch | undefined, names: readonly string[]): void;
  /**
   * Receives the function that returns all undelivered points, if they are saved when the page
   * leaves.
   */
  onLeave?(pending: () => readonly Batch[], names: readonly string[]): void;
  /** Writes all changes and releases the journal. */
  end(): Promise<void>;
}

/** Options of {@linkcode DeliveryJournal}. */
export interface DeliveryJournalOptions {
  /** The run's part of the journal. */
  readonly writer: JournalWriter;
  /** The run's trial component. */
  readonly trialComponentName: string;
  /** Number of points that are sent together. */
  readonly groupSize: number;
  /** Receives a warning if points cannot be stored. */
  readonly logger: Logger;
}

/** A group of points that will be sent together. */
interface Group {
  readonly token: string;
  count: number;
}

/** The journal of one delivery. */
export class DeliveryJournal implements PointJournal {
  readonly #options: DeliveryJournalOptions;
  readonly #fresh = new PointBuffer();
  /** Groups that are not taken yet, oldest first. Only the last can still grow. */
  readonly #groups: Group[] = [];
  /** Points of the last group, while it can still grow. */
  #growing: PointColumns | undefined;
  #removals: string[] = [];
  #tick: ReturnType<typeof setTimeout> | undefined;
  #hasFailed = false;

  /** @param options Journal, run, group size and logger */
  constructor(options: DeliveryJournalOptions) {
    this.#options = options;
    options.writer.onLeave(() => this.#write());
  }

  /** Adds a logged point. It is written in the next turn of the event loop. */
  append(name: string, value: number, timestamp: number, step: number): void {
    if (this.#hasFailed) return;
    this.#fresh.append(name, value, timestamp, step);
    this.#plan();
  }

  /** Takes the oldest group, which is about to be sent, and returns its token. */
  take(): string {
    this.#write();
    this.#growing = this.#groups.length === 1 ? undefined : this.#growing;
    return this.#groups.shift()?.token ?? crypto.randomUUID();
  }

  /** Removes a batch after an attempt, and stores its remaining points under their new token. */
  settle(batch: Batch, rest: Batch | undefined, names: readonly string[]): void {
    this.#removals.push(batch.token);
    if (rest) this.#put([toMetricBatch(this.#component, rest.token, rest.points, names)]);
    else this.#plan();
  }

  /** Writes all changes and releases the journal. */
  async end(): Promise<void> {
    this.#write();
    await this.#options.writer.end();
  }

  get #component(): string {
    return this.#options.trialComponentName;
  }

  #plan(): void {
    this.#tick ??= setTimeout(() => this.#write(), 0);
  }

  #write(): void {
    clearTimeout(this.#tick);
    this.#tick = undefined;
    const { groupSize } = this.#options;
    const changed: MetricBatch[] = [];
    while (this.#fresh.size > 0) {
      const grown = this.#growing;
      const points = joined(grown, this.#fresh.take(groupSize - (grown?.values.length ?? 0)));
      const count = points.values.length;
      const last = grown ? this.#groups.at(-1) : undefined;
      const group = last ?? { token: crypto.randomUUID(), count };
      group.count = count;
      if (!last) this.#groups.push(group);
      this.#growing = count < groupSize ? points : undefined;
      changed.push(toMetricBatch(this.#component, group.token, points, this.#fresh.names));
    }
    this.#put(changed);
  }

  #put(batches: readonly MetricBatch[]): void {
    const removals = this.#removals;
    if (this.#hasFailed || batches.length + removals.length === 0) return;
    this.#removals = [];
    this.#options.writer.write(batches, removals).catch((cause) => {
      if (this.#hasFailed) return;
      this.#hasFailed = true;
      this.#options.logger.warn(
        `runlog: cannot store points of "${this.#component}" in this browser: ${cause}. ` +
          "Points that are undelivered when the page ends will be lost",
      );
    });
  }
}

function joined(first: PointColumns | undefined, second: PointColumns): PointColumns {
  if (!first) return second;
  return {
    series: Uint32Array.from([...first.series, ...second.series]),
    values: Float64Array.from([...first.values, ...second.values]),
    timestamps: Float64Array.from([...first.timestamps, ...second.timestamps]),
    steps: Float64Array.from([...first.steps, ...second.steps]),
  };
}

/** Returns points as a batch that contains only the names of its own metrics. */
export function toMetricBatch(
  trialComponentName: string,
  token: string,
  points: PointColumns,
  names: readonly string[],
): MetricBatch {
  const used = [...new Set(points.series)];
  const places = new Map(used.map((series, place) => [series, place]));
  return {
    trialComponentName,
    token,
    ...points,
    names: used.map((series) => names[series] ?? ""),
    series: points.series.map((series) => places.get(series) ?? 0),
  };
}
