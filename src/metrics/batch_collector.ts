/**
 * Collects logged points into batches. A partial batch waits for more points until its linger time
 * is over or a caller waits for its points.
 *
 * @module
 */
import type { MetricsClient } from "../ports/metrics_client.ts";
import { type Batch, makeBatch } from "./batch.ts";
import { PointBuffer } from "./buffer.ts";
import type { PointJournal } from "./delivery_journal.ts";

/** Options of {@linkcode BatchCollector}. */
export interface CollectorOptions {
  /** Receives the batches. The number of points in a full one may grow. */
  readonly client: Pick<MetricsClient, "largestBatch">;
  /** Time that a partial batch waits for more points, in milliseconds. */
  readonly lingerMs: number;
  /** In browsers, stores points until they are acknowledged or rejected. */
  readonly journal: PointJournal | undefined;
  /** Called when a batch is ready to be taken. */
  readonly onBatch: () => void;
}

/** Collects the points of a run that are not being sent yet. */
export class BatchCollector {
  readonly #options: CollectorOptions;
  readonly #buffer = new PointBuffer();
  /** Batches that were made before they could be sent. They keep their tokens. */
  readonly #sealed: Batch[] = [];
  /** Number of points in batches so far, sealed ones included. */
  #batched = 0;
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
    this.#urgent = this.#batched + this.#buffer.size;
  }

  /** Puts all collected points into batches, and returns all batches that are not taken yet. */
  seal(): readonly Batch[] {
    this.stopLingering();
    while (this.#buffer.size > 0) this.#sealed.push(this.#makeBatch());
    return this.#sealed;
  }

  /** Takes the next batch that is ready: a full one, or a partial one that does not wait. */
  take(): Batch | undefined {
    const { size } = this.#buffer;
    const isReady = size >= this.#options.client.largestBatch ||
      size > 0 && this.#urgent > this.#batched;
    const batch = this.#sealed.shift() ?? (isReady ? this.#makeBatch() : undefined);
    this.#taken += batch?.points.values.length ?? 0;
    return batch;
  }

  /** Takes all remaining points, block by block. */
  *takeAll(): Generator<Batch> {
    this.stopLingering();
    yield* this.#sealed.splice(0);
    for (const points of this.#buffer.takeBlocks()) {
      const batch = makeBatch(points, this.#batched);
      this.#batched += points.values.length;
      yield batch;
    }
    this.#taken = this.#batched;
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

  #makeBatch(): Batch {
    const { client: { largestBatch }, journal } = this.#options;
    const token = journal?.take();
    const batch = makeBatch(this.#buffer.take(largestBatch), this.#batched, token);
    this.#batched += batch.points.values.length;
    return batch;
  }
}
