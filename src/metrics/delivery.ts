/**
 * Delivers a run's points beside the training loop: logging only appends; batches leave several at a
 * time, come back when the network or the service fails, and end acknowledged or reported.
 * Browser-safe.
 *
 * @module
 */
import { RunlogError } from "../errors.ts";
import type { MetricBatch, MetricsClient } from "../ports/metrics_client.ts";
import type { Logger } from "../ports/logger.ts";
import { backoffDelay, retryAfterOf, verdictOf } from "../session/retry.ts";
import { type Batch, makeBatch, refuseBatch, settle } from "./batch.ts";
import { PointBuffer } from "./buffer.ts";
import type { DeliveryJournal } from "./delivery_journal.ts";
import type { UndeliveredPoints } from "./failures.ts";
import { SendWindow } from "./send_window.ts";

/** Points that may wait, unless a run asks for another number: 28 MB. */
export const DEFAULT_LARGEST_BACKLOG = 1_000_000;

/** How many points were logged, and what became of them. `logged` is the sum of the other three. */
export interface MetricStats {
  /** Points logged. */
  readonly logged: number;
  /** Points the receiver has confirmed. */
  readonly acknowledged: number;
  /** Points waiting or on their way. */
  readonly pending: number;
  /** Points refused for good, or given up at the end. */
  readonly refused: number;
  /** Attempts that failed and put a batch back to be sent again, beyond the AWS SDK's own. */
  readonly retried: number;
}

/**
 * More points wait than may. The point that was being logged is not taken.
 *
 * @example
 * ```ts
 * import { withRun } from "@runlog/sagemaker";
 *
 * await withRun({ experimentName: "demo" }, async (run) => {
 *   for (let step = 0; step < 5_000; step++) {
 *     run.logMetric("loss", 1 / (step + 1), { step });
 *     await run.ready; // waits only while too many points are pending
 *   }
 * });
 * ```
 */
export class BacklogFullError extends RunlogError {
  /** Always `BacklogFullError`. */
  override name = "BacklogFullError";
  /** Points that wait. */
  readonly pending: number;

  /**
   * Made where it happens.
   *
   * @param pending Points that wait
   */
  constructor(pending: number) {
    super(
      `Cannot log metric: at most ${pending} points may wait for delivery, and that many do. ` +
        "Await run.ready in the loop, or raise maxPendingPoints",
    );
    this.pending = pending;
  }
}

/** What a delivery works with. */
export interface DeliveryOptions {
  /** Where points go. */
  readonly client: MetricsClient;
  /** The run's trial component. */
  readonly trialComponentName: string;
  /** Points that may wait. */
  readonly largestBacklog: number;
  /** How long a point waits for others before it is sent, in milliseconds. */
  readonly lingerMs: number;
  /** Hears of trouble while it lasts. */
  readonly logger: Logger;
  /** Keeps what is not delivered when the page ends, where there is such a thing. */
  readonly journal?: DeliveryJournal | undefined;
}

interface Waiter {
  readonly target: number;
  resolve(): void;
}

/** The delivery of one run's points. */
export class MetricDelivery {
  readonly #options: DeliveryOptions;
  readonly #buffer = new PointBuffer();
  readonly #window: SendWindow;
  readonly #inFlight = new Set<Batch>();
  readonly #abort = new AbortController();
  #retries: Batch[] = [];
  #failures: UndeliveredPoints[] = [];
  #flushes: Waiter[] = [];
  #readyWaiters: (() => void)[] = [];
  #taken = 0;
  #acknowledged = 0;
  #refused = 0;
  #retried = 0;
  #failuresInARow = 0;
  #lastError: unknown;
  #lingering: ReturnType<typeof setTimeout> | undefined;
  #backingOff: ReturnType<typeof setTimeout> | undefined;

  /**
   * Made where it happens.
   *
   * @param options Where points go, and how many may wait
   */
  constructor(options: DeliveryOptions) {
    this.#options = options;
    this.#window = new SendWindow(options.client.concurrency);
  }

  /** Counters, always true: logged = acknowledged + pending + refused. */
  get stats(): MetricStats {
    return {
      logged: this.#logged,
      acknowledged: this.#acknowledged,
      pending: this.#pending,
      refused: this.#refused,
      retried: this.#retried,
    };
  }

  /** Resolves when there is room for more points. */
  get ready(): Promise<void> {
    if (this.#pending < this.#options.largestBacklog) return Promise.resolve();
    return new Promise((resolve) => this.#readyWaiters.push(resolve));
  }

  /**
   * Makes sure that there is room for a call's points; a call of several may go past the limit by
   * them, so that whoever awaits {@linkcode ready} before it is never refused.
   */
  checkRoom(): void {
    if (this.#pending >= this.#options.largestBacklog) throw new BacklogFullError(this.#pending);
  }

  /** Takes one point; the caller has checked it, and that there is room. */
  append(name: string, value: number, timestamp: number, step: number): void {
    this.#buffer.append(name, value, timestamp, step);
    this.#options.journal?.append(name, value, timestamp, step);
    if (this.#buffer.size >= this.#options.client.largestBatch) this.#pump();
    else this.#linger();
  }

  /** Resolves when every point logged so far is acknowledged or refused, or `signal` gives up. */
  async flush(signal?: AbortSignal): Promise<void> {
    const target = this.#logged;
    clearTimeout(this.#lingering);
    this.#lingering = undefined;
    if (this.#settledUpTo() >= target) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiter: Waiter = { target, resolve };
    const giveUp = (): void => reject(signal?.reason);
    this.#flushes.push(waiter);
    if (signal?.aborted) giveUp();
    signal?.addEventListener("abort", giveUp, { once: true });
    this.#pump();
    try {
      await promise;
    } finally {
      signal?.removeEventListener("abort", giveUp);
      this.#flushes = this.#flushes.filter((other) => other !== waiter);
    }
  }

  /** The points refused since the last call. */
  takeFailures(): readonly UndeliveredPoints[] {
    const failures = this.#failures;
    this.#failures = [];
    return failures;
  }

  /** Gives up what is pending, for the last failure's sake, and lets go of every timer and socket. */
  abandon(cause: unknown): void {
    clearTimeout(this.#lingering);
    clearTimeout(this.#backingOff);
    this.#abort.abort(cause);
    const facts = { reason: nameOf(cause), cause: this.#lastError ?? cause };
    const giveUp = (batch: Batch): void =>
      this.#refuse(refuseBatch(batch, facts, this.#buffer.names));
    [...this.#inFlight, ...this.#retries].forEach(giveUp);
    for (const points of this.#buffer.takeBlocks()) {
      giveUp(makeBatch(points, this.#taken));
      this.#taken += points.values.length;
    }
    this.#inFlight.clear();
    this.#retries = [];
    this.#notify();
  }

  /** Lets go of the journal. What was abandoned stays in it for the next visit to send. */
  async end(): Promise<void> {
    await this.#options.journal?.end();
  }

  get #pending(): number {
    return this.#logged - this.#acknowledged - this.#refused;
  }

  get #logged(): number {
    return this.#taken + this.#buffer.size;
  }

  /** Every point before this position is acknowledged or refused. */
  #settledUpTo(): number {
    let lowest = this.#taken;
    for (const { first } of this.#inFlight) lowest = Math.min(lowest, first);
    for (const { first } of this.#retries) lowest = Math.min(lowest, first);
    return lowest;
  }

  #linger(): void {
    this.#lingering ??= setTimeout(() => {
      this.#lingering = undefined;
      this.#pump(true);
    }, this.#options.lingerMs);
  }

  /** Sends what may be sent now. A part-filled batch waits for company unless someone waits for it. */
  #pump(lingered = false): void {
    const { client } = this.#options;
    while (this.#inFlight.size < this.#window.size && this.#backingOff === undefined) {
      const wanted = lingered || this.#flushes.some(({ target }) => target > this.#taken);
      const batch = this.#retries.shift() ??
        (this.#buffer.size >= client.largestBatch || (wanted && this.#buffer.size > 0)
          ? this.#takeBatch(client.largestBatch)
          : undefined);
      if (!batch) break;
      void this.#send(batch);
    }
    if (this.#buffer.size > 0 && this.#inFlight.size === 0 && this.#backingOff === undefined) {
      this.#linger();
    }
  }

  #takeBatch(count: number): Batch {
    const token = this.#options.journal?.take();
    const batch = makeBatch(this.#buffer.take(count), this.#taken, token);
    this.#taken += batch.points.values.length;
    return batch;
  }

  async #send(batch: Batch): Promise<void> {
    this.#inFlight.add(batch);
    try {
      const request: MetricBatch = {
        trialComponentName: this.#options.trialComponentName,
        token: batch.token,
        names: this.#buffer.names,
        ...batch.points,
      };
      const refusals = await this.#options.client.put(request, { signal: this.#abort.signal });
      if (this.#inFlight.delete(batch)) this.#settle(batch, refusals);
    } catch (error) {
      if (this.#inFlight.delete(batch)) this.#fail(batch, error);
    }
    this.#notify();
    this.#pump();
  }

  #settle(batch: Batch, refusals: Parameters<typeof settle>[1]): void {
    const { acknowledged, retry, refused } = settle(batch, refusals, this.#buffer.names);
    this.#options.journal?.settle(batch, retry, this.#buffer.names);
    this.#acknowledged += acknowledged;
    this.#refuse(refused);
    if (retry) {
      this.#retries.push(retry);
      this.#backOff(undefined);
    } else {
      this.#failuresInARow = 0;
      this.#lastError = undefined;
      this.#window.grow();
    }
  }

  #fail(batch: Batch, error: unknown): void {
    const verdict = verdictOf(error);
    if (verdict === "refuse") {
      this.#options.journal?.settle(batch, undefined, this.#buffer.names);
      this.#refuse(refuseBatch(batch, { reason: nameOf(error), cause: error }, this.#buffer.names));
      return;
    }
    this.#lastError = error;
    this.#retries.push({ ...batch, attempts: batch.attempts + 1 });
    this.#window.shrink();
    this.#backOff(error);
  }

  /** Holds every send for a while; several failures at once make one pause. */
  #backOff(error: unknown): void {
    this.#retried++;
    if (this.#backingOff !== undefined) return;
    this.#failuresInARow++;
    const delay = backoffDelay(this.#failuresInARow, retryAfterOf(error), Math.random());
    if (this.#failuresInARow === 3) {
      this.#options.logger.warn(
        `runlog: metrics of "${this.#options.trialComponentName}" are not getting through and are ` +
          `kept for another attempt: ${nameOf(error)}`,
      );
    }
    this.#backingOff = setTimeout(() => {
      this.#backingOff = undefined;
      this.#pump();
    }, delay);
  }

  #refuse(refused: readonly UndeliveredPoints[]): void {
    for (const points of refused) {
      this.#refused += points.count;
      if (points.count > 0) this.#failures.push(points);
    }
  }

  #notify(): void {
    const settled = this.#settledUpTo();
    for (const { target, resolve } of this.#flushes) if (target <= settled) resolve();
    if (this.#pending >= this.#options.largestBacklog) return;
    const waiting = this.#readyWaiters;
    this.#readyWaiters = [];
    for (const resolve of waiting) resolve();
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "MetricRefused";
}
