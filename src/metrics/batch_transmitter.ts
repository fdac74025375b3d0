/**
 * Transmits batches, several at a time. Failures make one pause for all of them and narrow the window
 * (AIMD); batches that are sent again go before fresh ones. Browser-safe.
 *
 * @module
 */
import type { Logger } from "../ports/logger.ts";
import type { MetricsClient } from "../ports/metrics_client.ts";
import { backoffDelay, retryAfterOf } from "../session/retry.ts";
import { type Batch, reasonOf, type Settlement } from "./batch.ts";
import { deliverBatch } from "./deliver_batch.ts";
import { SendWindow } from "./send_window.ts";

/** Failures in a row after which the logger is told. */
const FAILURES_TO_REPORT = 3;

/** Where batches go. */
export interface TransmitterOptions {
  /** Receives them. */
  readonly client: MetricsClient;
  /** Trial component of the run. */
  readonly trialComponentName: string;
  /** Receives a warning after several failures in a row. */
  readonly logger: Logger;
  /** Called after each attempt. */
  readonly onAttempt: (batch: Batch, settlement: Settlement) => void;
  /** Called when another batch may be sent. */
  readonly onFree: () => void;
}

/** A batch on its way, or what is left of it. */
interface Transmission {
  rest: Batch;
}

/** The batches of a run that are on their way. */
export class BatchTransmitter {
  readonly #options: TransmitterOptions;
  readonly #window: SendWindow;
  readonly #open = new Set<Transmission>();
  readonly #abort = new AbortController();
  /** Resumes batches that wait to be sent again, oldest first. */
  #waiting: (() => void)[] = [];
  #inFlight = 0;
  #failuresInARow = 0;
  #lastError: unknown;
  #pause: ReturnType<typeof setTimeout> | undefined;

  /** @param options Where batches go */
  constructor(options: TransmitterOptions) {
    this.#options = options;
    this.#window = new SendWindow(options.client.concurrency);
  }

  /** Whether a fresh batch may be sent now. */
  get isFree(): boolean {
    return this.#hasRoom && this.#waiting.length === 0;
  }

  /** Whether nothing is on its way. */
  get isIdle(): boolean {
    return this.#open.size === 0;
  }

  /** The error of the last attempt, while attempts fail. */
  get lastError(): unknown {
    return this.#lastError;
  }

  /** Position of the earliest point on its way; infinite if there is none. */
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
      waitFor: () => this.#turn(),
    }).catch((error) => {
      // Points of an aborted attempt were given up before.
      if (!this.#abort.signal.aborted) throw error;
    });
  }

  /** Ends every attempt and timer, and returns what was on its way. */
  abandon(cause: unknown): readonly Batch[] {
    clearTimeout(this.#pause);
    const rests = [...this.#open].map(({ rest }) => rest);
    this.#open.clear();
    this.#waiting = [];
    this.#abort.abort(cause);
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
    this.#window.grow();
  }

  /** Holds every attempt for a while; several failures at once make one pause. */
  #backOff(error: unknown): void {
    if (error !== undefined) {
      this.#lastError = error;
      this.#window.shrink();
    }
    if (this.#pause !== undefined) return;
    this.#failuresInARow++;
    if (this.#failuresInARow === FAILURES_TO_REPORT) this.#report(error);
    this.#pause = setTimeout(() => {
      this.#pause = undefined;
      this.#proceed();
    }, backoffDelay(this.#failuresInARow, retryAfterOf(error), Math.random()));
  }

  #report(error: unknown): void {
    this.#options.logger.warn(
      `runlog: metrics of "${this.#options.trialComponentName}" are not getting through and are ` +
        `kept for another attempt: ${reasonOf(error)}`,
    );
  }

  /** Resolves when a batch may be sent again; its place in flight is taken then. */
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
