/**
 * Collects logged points into batches. A partial batch waits for more points until its linger time
 * is over or a caller waits for its points.
 *
 * @module
 */
import type { MetricsClient } from "../ports/metrics_client.ts";
import { type Batch, makeBatch } from "./batch.ts";
import { PointBuffer } from "./buffer.ts";
import type { DeliveryJournal } from "./delivery_journal.ts";

/** Options of {@linkcode BatchCollector}. */
export interface CollectorOptions {
  /** Receives the batches. The number of points in a full one may grow. */
  readonly client: Pick<MetricsClient, "largestBatch">;
  /** Time that a partial batch waits for more points, in milliseconds. */
  readonly lingerMs: number;
  /** In browsers, stores points until they are acknowledged or rejected. */
  readonly journal: DeliveryJournal | undefined;
  /** Called when a batch is ready to be taken. */
  readonly onBatch: () => void;
}

/** Collects the points of a run that are not being sent yet. */
export class BatchCollector {
  readonly #options: CollectorOptions;
  readonly #buffer = new PointBuffer();
  #taken = 0;
  /** Points before this position do not wait for more points. */
  #urgent = 0;
  #lingering: ReturnType<typeof setTimeout> | undefined;

  /** @param options Batch size and timing */
  constructor(options: CollectorOptions) {
    this.#options = options;
  }

  /** All metric names so far, in order of first use. */
  get names(): readonly string[] {
    return this.#buffer.names;
  }

  /** Number of points taken so far. */
  get taken(): number {
    return this.#taken;
  }

  /** Adds one point. */
  append(name: string, value: number, timestamp: number, step: number): void {
    this.#buffer.append(name, value, timestamp, step);
    this.#options.journal?.append(name, value, timestamp, step);
    if (this.#buffer.size >= this.#options.client.largestBatch) this.#options.onBatch();
    else this.linger();
  }

  /** Makes all collected points ready to be taken, including a partial batch. */
  hurry(): void {
    this.stopLingering();
    this.#urgent = this.#taken + this.#buffer.size;
  }

  /** Takes the next batch that is ready: a full one, or a partial one that does not wait. */
  take(): Batch | undefined {
    const { client: { largestBatch }, journal } = this.#options;
    const { size } = this.#buffer;
    if (size === 0 || size < largestBatch && this.#urgent <= this.#taken) return undefined;
    const token = journal?.take();
    const batch = makeBatch(this.#buffer.take(largestBatch), this.#taken, token);
    this.#taken += batch.points.values.length;
    return batch;
  }

  /** Takes all remaining points, block by block. */
  *takeAll(): Generator<Batch> {
    this.stopLingering();
    for (const points of this.#buffer.takeBlocks()) {
      const batch = makeBatch(points, this.#taken);
      this.#taken += points.values.length;
      yield batch;
    }
  }

  /** Starts the linger time, if there are points and it has not started. */
  linger(): void {
    if (this.#buffer.size === 0) return;
    this.#lingering ??= setTimeout(() => {
      this.hurry();
      this.#options.onBatch();
    }, this.#options.lingerMs);
  }

  /** Stops the linger time. */
  stopLingering(): void {
    clearTimeout(this.#lingering);
    this.#lingering = undefined;
  }
}
