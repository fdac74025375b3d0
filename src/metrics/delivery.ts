/**
 * Delivers a run's points in the background. Logging only appends to a buffer. Several batches are
 * sent at a time, and retried if the network or the service fails. Every point ends up acknowledged
 * or reported.
 *
 * @module
 */
import type { Logger } from "../ports/logger.ts";
import type { MetricsClient } from "../ports/metrics_client.ts";
import type { AttemptLog, Failing } from "../session/attempt_log.ts";
import { type Batch, reasonOf, refuseBatch, type Settlement } from "./batch.ts";
import { BatchCollector } from "./batch_collector.ts";
import { BatchTransmitter } from "./batch_transmitter.ts";
import { DeliveryCounts, type MetricStats } from "./delivery_counts.ts";
import type { PointJournal } from "./delivery_journal.ts";
import type { UndeliveredPoints } from "./failures.ts";
import { Waiters } from "./waiters.ts";

/** Default maximum number of points that wait for delivery; they take 28 MB. */
export const DEFAULT_LARGEST_BACKLOG = 1_000_000;

/** Options of {@linkcode MetricDelivery}. */
export interface DeliveryOptions {
  /** Receives the points. */
  readonly client: MetricsClient;
  /** The run's trial component. */
  readonly trialComponentName: string;
  /** Maximum number of points that wait for delivery. */
  readonly largestBacklog: number;
  /** Time that a partial batch waits for more points, in milliseconds. */
  readonly lingerMs: number;
  /** Receives a warning while delivery keeps failing. */
  readonly logger: Logger;
  /** In browsers, stores the points that are undelivered when the page ends. */
  readonly journal?: PointJournal | undefined;
  /**
   * Receives the client's attempts, to explain a time limit.
   * @default attempts are not explained
   */
  readonly attempts?: AttemptLog | undefined;
}

/** Delivers the points of one run. */
export class MetricDelivery {
  readonly #largestBacklog: number;
  readonly #journal: PointJournal | undefined;
  readonly #attempts: AttemptLog | undefined;
  readonly #counts = new DeliveryCounts();
  readonly #waiters = new Waiters();
  readonly #collector: BatchCollector;
  readonly #transmitter: BatchTransmitter;

  /** @param options Receiver and limits */
  constructor({ client, trialComponentName, logger, lingerMs, ...options }: DeliveryOptions) {
    this.#largestBacklog = options.largestBacklog;
    this.#journal = options.journal;
    this.#attempts = options.attempts;
    this.#collector = new BatchCollector({
      // A journal has groups of the size that it began with.
      client: options.journal ? { largestBatch: client.largestBatch } : client,
      lingerMs,
      journal: options.journal,
      onBatch: () => this.#pump(),
    });
    this.#transmitter = new BatchTransmitter({
      client,
      trialComponentName,
      logger,
      isAwaited: () => this.#waiters.isAwaited,
      onAttempt: (batch, settlement) => this.settle(batch, settlement),
      attempts: this.#attempts,
      onFree: () => this.#pump(),
    });
    this.#journal?.onLeave?.(() => this.#sealPending(), this.#collector.names);
  }

  /** Counts of points. At any time, `logged` = `acknowledged` + `pending` + `refused`. */
  get stats(): MetricStats {
    return this.#counts.stats;
  }

  /** Resolves when the buffer has room for more points. */
  get ready(): Promise<void> {
    this.#transmitter.hold();
    return this.#waiters.until(() => this.#counts.pending < this.#largestBacklog);
  }

  /**
   * Number of pending points, if the buffer has no room for more; undefined if it has. A call with
   * several points may exceed the limit, so that it is enough to await {@linkcode ready} before it.
   */
  get full(): number | undefined {
    const { pending } = this.#counts;
    return pending >= this.#largestBacklog ? pending : undefined;
  }

  /** Adds one point. The caller has checked the point and that the buffer has room. */
  append(name: string, value: number, timestamp: number, step: number): void {
    this.#counts.log();
    this.#collector.append(name, value, timestamp, step);
  }

  /**
   * Resolves when every point logged so far is acknowledged or rejected.
   *
   * @throws the signal's reason if the call is aborted
   */
  async flush(signal?: AbortSignal): Promise<void> {
    const target = this.#counts.logged;
    this.#collector.hurry();
    this.#pump();
    this.#transmitter.hold();
    await this.#waiters.until(() => this.#settledUpTo >= target, signal);
  }

  /** Returns the points rejected since the last call. */
  takeFailures(): readonly UndeliveredPoints[] {
    return this.#counts.takeFailures();
  }

  /** Failed attempts to send the pending points; undefined without any. */
  get failing(): Failing | undefined {
    return this.#counts.pending === 0 ? undefined : this.#attempts?.failing;
  }

  /**
   * Stops delivery: aborts every request, stops every timer, and reports pending points as
   * undelivered, with the last failure as their cause.
   */
  abandon(cause: unknown): void {
    const { failing } = this;
    const facts = {
      reason: reasonOf(cause),
      cause: failing?.cause ?? this.#transmitter.lastError ?? cause,
      detail: failing?.text,
    };
    for (const batch of this.#transmitter.abandon(cause)) this.#giveUp(batch, facts);
    for (const batch of this.#collector.takeAll()) this.#giveUp(batch, facts);
    this.#waiters.check();
  }

  /**
   * Takes every pending point, for a caller that delivers them itself. It reports each batch with
   * {@linkcode settle}.
   */
  takePending(): readonly Batch[] {
    return [...this.#transmitter.takeBack(), ...this.#collector.takeAll()];
  }

  /** All metric names so far, by the batches' `series`. */
  get names(): readonly string[] {
    return this.#collector.names;
  }

  /** Ends the journal. It keeps undelivered points, which the next visit sends. */
  async end(): Promise<void> {
    await this.#journal?.end();
  }

  /** Position before which every point is acknowledged or rejected. */
  get #settledUpTo(): number {
    return Math.min(this.#collector.taken, this.#transmitter.earliest);
  }

  /** Gives every undelivered point the token of its batch, and returns all batches. */
  #sealPending(): readonly Batch[] {
    const sealed = [...this.#collector.seal()];
    const pending = [...this.#transmitter.unsettled, ...sealed];
    this.#pump();
    return pending;
  }

  /** Sends the batches that can be sent now. */
  #pump(): void {
    while (this.#transmitter.isFree) {
      const batch = this.#collector.take();
      if (!batch) break;
      this.#transmitter.send(batch, this.#collector.names);
    }
    if (this.#transmitter.isIdle) this.#collector.linger();
  }

  /** Counts the result of an attempt to send a batch. */
  settle(batch: Batch, settlement: Settlement): void {
    const { retry } = settlement;
    if (retry?.token !== batch.token) {
      this.#journal?.settle(batch, retry, this.#collector.names);
    }
    this.#counts.settle(settlement);
    this.#waiters.check();
  }

  #giveUp(batch: Batch, facts: Parameters<typeof refuseBatch>[1]): void {
    this.#counts.refuse(refuseBatch(batch, facts, this.#collector.names));
  }
}
