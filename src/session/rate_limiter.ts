/**
 * How fast a client sends once a service has throttled it. Browser-safe.
 *
 * @module
 */
import { pause } from "./retry.ts";

/** Slowest rate, in requests a second: a service that throttles all is still asked now and then. */
const SLOWEST = 0.5;
/** What is left of the rate after a refusal. */
const CUT = 0.7;
/** How steeply the rate comes back: as CUBIC does for TCP, slowly near where it was refused. */
const STEEPNESS = 0.4;
/** Weight of the newest half second in the measured rate. */
const NEWEST = 0.8;

/**
 * Lets requests through freely until the first throttling, then at the rate that the service was seen
 * to take, which it seeks anew. Whoever gives up waiting leaves nothing behind.
 */
export class RateLimiter {
  /** Requests a second; undefined before the first throttling. */
  #rate: number | undefined;
  /** When the next request may leave, in milliseconds on the clock below. */
  #next = 0;
  #rateBefore = 0;
  #throttledAt = 0;
  #measured = 0;
  #count = 0;
  #bucketAt: number;
  readonly #now: () => number;

  /** @param now A clock that never jumps, in milliseconds */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#bucketAt = halfSeconds(now());
  }

  /** Waits for this request's turn. */
  async turn(signal: AbortSignal | undefined): Promise<void> {
    while (this.#rate !== undefined) {
      const wait = this.#next - this.#now();
      if (wait <= 0) {
        // A pause is not made up for by a burst.
        this.#next = Math.max(this.#next, this.#now() - 1000 / this.#rate) + 1000 / this.#rate;
        return;
      }
      await pause(wait, signal);
    }
  }

  /** Learns from an answer. */
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

/** Never more than twice what was seen to leave. */
function clamp(rate: number, measured: number): number {
  return Math.max(SLOWEST, Math.min(rate, 2 * measured));
}

/** In seconds, down to the half. */
function halfSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 500) / 2;
}
