/**
 * Keeps a delivery's points in a journal until they are settled: in the groups in which they will be
 * sent, under the tokens they will be sent with, so that a receiver that knows tokens takes a group
 * once, whoever sends it. Browser-safe.
 *
 * @module
 */
import type { Logger } from "../ports/logger.ts";
import type { JournalWriter } from "../ports/metric_journal.ts";
import type { MetricBatch } from "../ports/metrics_client.ts";
import type { Batch } from "./batch.ts";
import { PointBuffer, type PointColumns } from "./buffer.ts";

/** What a delivery's journal works with. */
export interface DeliveryJournalOptions {
  /** The run's part of the journal. */
  readonly writer: JournalWriter;
  /** The run's trial component. */
  readonly trialComponentName: string;
  /** Points sent together. */
  readonly groupSize: number;
  /** Hears when nothing can be kept. */
  readonly logger: Logger;
}

/** Points that will be sent together. */
interface Group {
  readonly token: string;
  count: number;
}

/** The journal of one delivery. */
export class DeliveryJournal {
  readonly #options: DeliveryJournalOptions;
  readonly #fresh = new PointBuffer();
  /** Groups that are not taken yet, oldest first; only the last may still grow. */
  readonly #groups: Group[] = [];
  /** Points of the last group, while it may grow. */
  #growing: PointColumns | undefined;
  #removals: string[] = [];
  #tick: ReturnType<typeof setTimeout> | undefined;
  #hasFailed = false;

  /** @param options Where, and what is sent together */
  constructor(options: DeliveryJournalOptions) {
    this.#options = options;
    options.writer.onLeave(() => this.#write());
  }

  /** A point was logged. It is written in the event loop's next turn. */
  append(name: string, value: number, timestamp: number, step: number): void {
    if (this.#hasFailed) return;
    this.#fresh.append(name, value, timestamp, step);
    this.#plan();
  }

  /** The oldest points are about to be sent; answers the token they are kept under. */
  take(): string {
    this.#write();
    this.#growing = this.#groups.length === 1 ? undefined : this.#growing;
    return this.#groups.shift()?.token ?? crypto.randomUUID();
  }

  /** A batch has ended; what is left of it, if anything, is kept under a token of its own. */
  settle(batch: Batch, rest: Batch | undefined, names: readonly string[]): void {
    this.#removals.push(batch.token);
    if (rest) this.#put([toMetricBatch(this.#component, rest.token, rest.points, names)]);
    else this.#plan();
  }

  /** Writes what there is to write, and lets go of the journal. */
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
        `runlog: points of "${this.#component}" cannot be kept in this browser, and those that are ` +
          `not delivered when the page ends are lost: ${cause}`,
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

/** A batch that names its own metrics only. */
function toMetricBatch(
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
