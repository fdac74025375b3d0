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
 * Limits the request rate, as the AWS SDK's adaptive retry does. Requests are unlimited until the
 * first throttling. After that, the rate adapts to the rate that the service accepts. An aborted
 * wait does not use up a turn. Unlike in the SDK:
 *
 * - The rate is known from the first answer on, so a client that is throttled at once, or after a
 *   pause, does not fall to the lowest rate.
 * - Requests that were on their way together lower the rate once, however many of them are throttled.
 * - An answer without throttling never lowers the rate.
 */
export class RateLimiter {
  /** Requests per second; undefined before the first throttling. */
  #rate: number | undefined;
  /** Earliest time of the next request, in milliseconds on the clock below. */
  #next = 0;
  #rateBefore = 0;
  /** Time of the last reduction, in milliseconds. */
  #throttledAt = -Infinity;
  /** Rate in earlier half seconds. */
  #earlier = 0;
  /** Answers in the current half second. */
  #count = 0;
  #bucketAt: number;
  readonly #now: () => number;

  /** @param now Monotonic clock, in milliseconds */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#bucketAt = halfSeconds(now());
  }

  /**
   * Resolves when the request may be sent; `signal` aborts the wait.
   *
   * @returns The time, for {@linkcode learn}
   */
  async turn(signal: AbortSignal | undefined): Promise<number> {
    while (this.#rate !== undefined) {
      const wait = this.#next - this.#now();
      if (wait <= 0) {
        // No burst after a pause.
        this.#next = Math.max(this.#next, this.#now() - 1000 / this.#rate) + 1000 / this.#rate;
        break;
      }
      await pause(wait, signal);
    }
    return this.#now();
  }

  /**
   * Adapts the rate after an answer.
   *
   * @param isThrottled Whether the service throttled the request
   * @param sentAt Time of the request's turn
   */
  learn(isThrottled: boolean, sentAt: number = this.#now()): void {
    const now = this.#now();
    const measured = this.#measure(now);
    if (isThrottled) {
      // Sent at the rate that was reduced since.
      if (sentAt < this.#throttledAt) return;
      this.#rateBefore = Math.min(measured, this.#rate ?? Infinity);
      this.#throttledAt = now;
      this.#rate = Math.max(SLOWEST, this.#rateBefore * CUT);
    } else if (this.#rate !== undefined) {
      const back = Math.cbrt(this.#rateBefore * (1 - CUT) / STEEPNESS);
      const seconds = (now - this.#throttledAt) / 1000 - back;
      const rate = STEEPNESS * seconds ** 3 + this.#rateBefore;
      this.#rate = Math.max(this.#rate, Math.min(rate, 2 * measured));
    }
  }

  /** Counts an answer, and returns the rate of answers per second. */
  #measure(now: number): number {
    const bucket = halfSeconds(now);
    if (bucket > this.#bucketAt) {
      const rate = this.#count / (bucket - this.#bucketAt);
      this.#earlier = rate * NEWEST + this.#earlier * (1 - NEWEST);
      this.#count = 0;
      this.#bucketAt = bucket;
    }
    this.#count++;
    // At least that of this half second, as if it were over: the first has nothing before it.
    return Math.max(this.#earlier, this.#count / 0.5);
  }
}

/** Converts to seconds, rounded down to a half. */
function halfSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 500) / 2;
}
