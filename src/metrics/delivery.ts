/**
 * Delivers a run's points in the background. Logging only appends; batches leave several at a time,
 * are sent again when the network or the service fails, and end acknowledged or reported.
 * Browser-safe.
 *
 * @module
 */
import type { Logger } from "../ports/logger.ts";
import type { MetricsClient } from "../ports/metrics_client.ts";
import { BacklogFullError } from "./backlog_full_error.ts";
import { type Batch, reasonOf, refuseBatch, type Settlement } from "./batch.ts";
import { BatchCollector } from "./batch_collector.ts";
import { BatchTransmitter } from "./batch_transmitter.ts";
import { DeliveryCounts, type MetricStats } from "./delivery_counts.ts";
import type { DeliveryJournal } from "./delivery_journal.ts";
import type { UndeliveredPoints } from "./failures.ts";
import { Waiters } from "./waiters.ts";

/** Points that may wait, unless a run sets another limit: 28 MB. */
export const DEFAULT_LARGEST_BACKLOG = 1_000_000;

/** How a run's points are delivered. */
export interface DeliveryOptions {
  /** Receives the points. */
  readonly client: MetricsClient;
  /** The run's trial component. */
  readonly trialComponentName: string;
  /** Largest number of points that may wait. */
  readonly largestBacklog: number;
  /** How long a point waits for others before it is sent, in milliseconds. */
  readonly lingerMs: number;
  /** Receives a warning while delivery keeps failing. */
  readonly logger: Logger;
  /** Stores what is undelivered when the page ends, in browsers. */
  readonly journal?: DeliveryJournal | undefined;
}

/** The delivery of one run's points. */
export class MetricDelivery {
  readonly #largestBacklog: number;
  readonly #journal: DeliveryJournal | undefined;
  readonly #counts = new DeliveryCounts();
  readonly #waiters = new Waiters();
  readonly #collector: BatchCollector;
  readonly #transmitter: BatchTransmitter;

  /** @param options Receiver and limits */
  constructor({ client, trialComponentName, logger, lingerMs, ...options }: DeliveryOptions) {
    const { largestBatch } = client;
    this.#largestBacklog = options.largestBacklog;
    this.#journal = options.journal;
    this.#collector = new BatchCollector({
      largestBatch,
      lingerMs,
      journal: options.journal,
      onBatch: () => this.#pump(),
    });
    this.#transmitter = new BatchTransmitter({
      client,
      trialComponentName,
      logger,
      onAttempt: (batch, settlement) => this.#settle(batch, settlement),
      onFree: () => this.#pump(),
    });
  }

  /** Counters, always true: logged = acknowledged + pending + refused. */
  get stats(): MetricStats {
    return this.#counts.stats;
  }

  /** Resolves when there is room for more points. */
  get ready(): Promise<void> {
    return this.#waiters.until(() => this.#counts.pending < this.#largestBacklog);
  }

  /**
   * Makes sure that there is room for a call's points; a call of several may exceed the limit by
   * them, so that awaiting {@linkcode ready} before it is enough.
   *
   * @throws {BacklogFullError} If there is none
   */
  checkRoom(): void {
    const { pending } = this.#counts;
    if (pending >= this.#largestBacklog) throw new BacklogFullError(pending);
  }

  /** Adds one point; the caller has checked it, and that there is room. */
  append(name: string, value: number, timestamp: number, step: number): void {
    this.#counts.log();
    this.#collector.append(name, value, timestamp, step);
  }

  /**
   * Resolves when every point logged so far is acknowledged or refused.
   *
   * @throws the signal's reason
   */
  async flush(signal?: AbortSignal): Promise<void> {
    const target = this.#counts.logged;
    this.#collector.hurry();
    this.#pump();
    await this.#waiters.until(() => this.#settledUpTo >= target, signal);
  }

  /** Returns the points refused since the last call. */
  takeFailures(): readonly UndeliveredPoints[] {
    return this.#counts.takeFailures();
  }

  /** Gives up what is pending, with the last failure as its cause, and ends every timer and request. */
  abandon(cause: unknown): void {
    const facts = { reason: reasonOf(cause), cause: this.#transmitter.lastError ?? cause };
    for (const batch of this.#transmitter.abandon(cause)) this.#giveUp(batch, facts);
    for (const batch of this.#collector.takeAll()) this.#giveUp(batch, facts);
    this.#waiters.check();
  }

  /** Ends the journal. Points given up stay in it for the next visit to send. */
  async end(): Promise<void> {
    await this.#journal?.end();
  }

  /** Every point before this position is acknowledged or refused. */
  get #settledUpTo(): number {
    return Math.min(this.#collector.taken, this.#transmitter.earliest);
  }

  /** Sends what may be sent now. */
  #pump(): void {
    while (this.#transmitter.isFree) {
      const batch = this.#collector.take();
      if (!batch) break;
      this.#transmitter.send(batch, this.#collector.names);
    }
    if (this.#transmitter.isIdle) this.#collector.linger();
  }

  #settle(batch: Batch, settlement: Settlement): void {
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
