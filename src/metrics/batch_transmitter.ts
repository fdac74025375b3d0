/**
 * Transmits batches, several at a time. After a failure, all batches pause and fewer are sent at a
 * time (AIMD). Retries are sent before new batches.
 *
 * @module
 */
import { isRunlogError } from "../errors.ts";
import type { Logger } from "../ports/logger.ts";
import type { MetricsClient } from "../ports/metrics_client.ts";
import { refTimer, unrefTimer } from "../runtime.ts";
import type { AttemptLog } from "../session/attempt_log.ts";
import { backoffDelay, retryAfterOf } from "../session/retry.ts";
import { type Batch, reasonOf, type Settlement } from "./batch.ts";
import { deliverBatch } from "./deliver_batch.ts";
import { SendWindow } from "./send_window.ts";

/** Number of consecutive failures after which the logger receives a warning. */
const FAILURES_TO_REPORT = 3;

/** Options of {@linkcode BatchTransmitter}. */
export interface TransmitterOptions {
  /** Receives the batches. */
  readonly client: MetricsClient;
  /** Trial component of the run. */
  readonly trialComponentName: string;
  /** Receives a warning after several consecutive failures. */
  readonly logger: Logger;
  /** Returns whether a caller waits for delivery, so that the process stays alive for it. */
  readonly isAwaited: () => boolean;
  /** Called after each attempt. */
  readonly onAttempt: (batch: Batch, settlement: Settlement) => void;
  /** Called when another batch may be sent. */
  readonly onFree: () => void;
  /** The client's attempts. */
  readonly attempts?: AttemptLog | undefined;
}

/** A batch that is being sent, reduced to its undelivered points. */
interface Transmission {
  rest: Batch;
}

/** Sends the batches of a run. */
export class BatchTransmitter {
  readonly #options: TransmitterOptions;
  readonly #window: SendWindow;
  readonly #open = new Set<Transmission>();
  readonly #abort = new AbortController();
  /** Callbacks that resume waiting retries, oldest first. */
  #waiting: (() => void)[] = [];
  #inFlight = 0;
  #failuresInARow = 0;
  #lastError: unknown;
  #pause: ReturnType<typeof setTimeout> | undefined;

  /** @param options Receiver, run, logger and callbacks */
  constructor(options: TransmitterOptions) {
    this.#options = options;
    this.#window = new SendWindow(options.client.concurrency);
  }

  /** Whether a new batch can be sent now. */
  get isFree(): boolean {
    return this.#hasRoom && this.#waiting.length === 0;
  }

  /** Whether no batch is being sent. */
  get isIdle(): boolean {
    return this.#open.size === 0;
  }

  /** Undelivered points of the batches that are being sent. */
  get unsettled(): readonly Batch[] {
    return [...this.#open].map(({ rest }) => rest);
  }

  /** Error of the last attempt, while attempts fail. */
  get lastError(): unknown {
    return this.#lastError;
  }

  /** Position of the earliest point that is being sent; infinite if no batch is. */
  get earliest(): number {
    let earliest = Infinity;
    for (const { rest } of this.#open) earliest = Math.min(earliest, rest.first);
    return earliest;
  }

  /** Sends a batch until every point of it is acknowledged or rejected. */
  send(batch: Batch, names: readonly string[]): void {
    const { client, trialComponentName } = this.#options;
    const transmission = { rest: batch };
    this.#open.add(transmission);
    this.#inFlight++;
    deliverBatch(batch, {
      client,
      trialComponentName,
      names,
      signal: this.#abort.signal,
      onAttempt: (sent, settlement) => this.#settle(transmission, sent, settlement),
      // A batch that was taken back is never sent again.
      waitFor: () => this.#open.has(transmission) ? this.#turn() : new Promise(() => {}),
    }).catch((error) => {
      // Points of an aborted attempt are already reported as undelivered.
      if (!this.#abort.signal.aborted) throw error;
    });
  }

  /** Aborts every attempt, stops every timer, and returns the undelivered batches. */
  abandon(cause: unknown): readonly Batch[] {
    clearTimeout(this.#pause);
    const rests = this.takeBack();
    this.#abort.abort(cause);
    return rests;
  }

  /** Keeps the process alive until the next attempt. */
  hold(): void {
    refTimer(this.#pause);
  }

  /** Returns the undelivered batches, and ignores the outcome of attempts to send them. */
  takeBack(): readonly Batch[] {
    const rests = this.unsettled;
    this.#open.clear();
    this.#waiting = [];
    this.#inFlight = 0;
    return rests;
  }

  get #hasRoom(): boolean {
    return this.#pause === undefined && this.#inFlight < this.#window.size;
  }

  #settle(transmission: Transmission, sent: Batch, settlement: Settlement): void {
    const { retry, error } = settlement;
    if (!this.#open.has(transmission)) return;
    this.#inFlight--;
    if (retry) transmission.rest = retry;
    else this.#open.delete(transmission);
    if (retry) this.#backOff(error);
    else if (error === undefined) this.#recover();
    this.#options.onAttempt(sent, settlement);
    // After the batch has begun to wait for its turn, if it is sent again.
    queueMicrotask(() => this.#proceed());
  }

  #recover(): void {
    this.#failuresInARow = 0;
    this.#lastError = undefined;
    this.#options.attempts?.reset();
    this.#window.grow();
  }

  /** Pauses all attempts for the backoff time. Simultaneous failures cause only one pause. */
  #backOff(error: unknown): void {
    if (error !== undefined) {
      this.#lastError = error;
      this.#options.attempts?.fail(error);
      this.#window.shrink();
    }
    if (this.#pause !== undefined) return;
    this.#failuresInARow++;
    if (this.#failuresInARow === FAILURES_TO_REPORT) this.#report(error);
    this.#pause = setTimeout(() => {
      this.#pause = undefined;
      this.#proceed();
    }, backoffDelay(this.#failuresInARow, retryAfterOf(error), Math.random()));
    // Retries alone do not keep a program alive that has ended.
    if (!this.#options.isAwaited()) unrefTimer(this.#pause);
  }

  #report(error: unknown): void {
    this.#options.logger.warn(
      `runlog: cannot deliver metrics of "${this.#options.trialComponentName}" yet: ` +
        `${isRunlogError(error) ? error.message : reasonOf(error)}. They are kept and retried`,
    );
  }

  /** Resolves when a waiting batch can be sent again; it then counts as in flight. */
  #turn(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #proceed(): void {
    while (this.#waiting.length > 0 && this.#hasRoom) {
      this.#inFlight++;
      this.#waiting.shift()?.();
    }
    this.#options.onFree();
  }
}
