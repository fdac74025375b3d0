/**
 * Collects logged points into batches. A part-filled batch waits for more points, until its linger
 * time is over or someone waits for its points. Browser-safe.
 *
 * @module
 */
import { type Batch, makeBatch } from "./batch.ts";
import { PointBuffer } from "./buffer.ts";
import type { DeliveryJournal } from "./delivery_journal.ts";

/** How points are collected. */
export interface CollectorOptions {
  /** Points of a full batch. */
  readonly largestBatch: number;
  /** How long a part-filled batch waits, in milliseconds. */
  readonly lingerMs: number;
  /** Stores points until they are settled, in browsers. */
  readonly journal: DeliveryJournal | undefined;
  /** Called when there is a batch to take. */
  readonly onBatch: () => void;
}

/** The points of a run that are not on their way yet. */
export class BatchCollector {
  readonly #options: CollectorOptions;
  readonly #buffer = new PointBuffer();
  #taken = 0;
  /** Points before this position are taken without waiting for more. */
  #urgent = 0;
  #lingering: ReturnType<typeof setTimeout> | undefined;

  /** @param options Batch size and timing */
  constructor(options: CollectorOptions) {
    this.#options = options;
  }

  /** Every metric name seen, in order of first use. */
  get names(): readonly string[] {
    return this.#buffer.names;
  }

  /** Points taken so far. */
  get taken(): number {
    return this.#taken;
  }

  /** Adds one point. */
  append(name: string, value: number, timestamp: number, step: number): void {
    this.#buffer.append(name, value, timestamp, step);
    this.#options.journal?.append(name, value, timestamp, step);
    if (this.#buffer.size >= this.#options.largestBatch) this.#options.onBatch();
    else this.linger();
  }

  /** Makes everything collected so far ready to be taken, part-filled batch included. */
  hurry(): void {
    this.stopLingering();
    this.#urgent = this.#taken + this.#buffer.size;
  }

  /** Takes the next batch: a full one, or a part-filled one that must not wait. */
  take(): Batch | undefined {
    const { largestBatch, journal } = this.#options;
    const { size } = this.#buffer;
    if (size === 0 || size < largestBatch && this.#urgent <= this.#taken) return undefined;
    const token = journal?.take();
    const batch = makeBatch(this.#buffer.take(largestBatch), this.#taken, token);
    this.#taken += batch.points.values.length;
    return batch;
  }

  /** Takes everything that is left, block by block. */
  *takeAll(): Generator<Batch> {
    this.stopLingering();
    for (const points of this.#buffer.takeBlocks()) {
      const batch = makeBatch(points, this.#taken);
      this.#taken += points.values.length;
      yield batch;
    }
  }

  /** Starts the linger time, if there are points and it is not running. */
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
