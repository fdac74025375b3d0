/**
 * Limits a client's request rate after a service has throttled it.
 *
 * @module
 */
import { pause } from "./retry.ts";

/** Lowest rate, in requests per second. It never reaches zero, so that recovery is noticed. */
const SLOWEST = 0.5;
/** Factor by which throttling reduces the rate. */
const CUT = 0.7;
/** Steepness of the rate's recovery. As in TCP CUBIC, it is slow near the rate that was throttled. */
const STEEPNESS = 0.4;
/** Weight of the newest half second in the measured rate. */
const NEWEST = 0.8;

/**
 * Limits the request rate. Requests are unlimited until the first throttling. After that, the rate
 * adapts to the rate that the service accepts. An aborted wait does not use up a turn.
 */
export class RateLimiter {
  /** Requests per second; undefined before the first throttling. */
  #rate: number | undefined;
  /** Earliest time of the next request, in milliseconds on the clock below. */
  #next = 0;
  #rateBefore = 0;
  #throttledAt = 0;
  #measured = 0;
  #count = 0;
  #bucketAt: number;
  readonly #now: () => number;

  /** @param now Monotonic clock, in milliseconds */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#bucketAt = halfSeconds(now());
  }

  /** Resolves when the request may be sent; `signal` aborts the wait. */
  async turn(signal: AbortSignal | undefined): Promise<void> {
    while (this.#rate !== undefined) {
      const wait = this.#next - this.#now();
      if (wait <= 0) {
        // No burst after a pause.
        this.#next = Math.max(this.#next, this.#now() - 1000 / this.#rate) + 1000 / this.#rate;
        return;
      }
      await pause(wait, signal);
    }
  }

  /** Adapts the rate after an answer. */
  learn(isThrottled: boolean): void {
    const now = this.#now() / 1000;
    this.#measure();
    if (isThrottled) {
      const rate = Math.min(this.#measured, this.#rate ?? Infinity);
      this.#rateBefore = rate;
      this.#throttledAt = now;
      this.#rate = clamp(rate * CUT, this.#measured);
    } else if (this.#rate !== undefined) {
      const back = Math.cbrt(this.#rateBefore * (1 - CUT) / STEEPNESS);
      const rate = STEEPNESS * (now - this.#throttledAt - back) ** 3 + this.#rateBefore;
      this.#rate = clamp(rate, this.#measured);
    }
  }

  #measure(): void {
    this.#count++;
    const bucket = halfSeconds(this.#now());
    if (bucket <= this.#bucketAt) return;
    const rate = this.#count / (bucket - this.#bucketAt);
    this.#measured = rate * NEWEST + this.#measured * (1 - NEWEST);
    this.#count = 0;
    this.#bucketAt = bucket;
  }
}

/** Limits a rate to at most twice the measured one. */
function clamp(rate: number, measured: number): number {
  return Math.max(SLOWEST, Math.min(rate, 2 * measured));
}

/** Converts to seconds, rounded down to a half. */
function halfSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 500) / 2;
}
