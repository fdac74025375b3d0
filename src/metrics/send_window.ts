/**
 * Limits the number of batches in flight.
 *
 * @module
 */

/**
 * Limits the number of batches in flight: one more after each success, half as many after each
 * throttled or failed attempt (AIMD).
 */
export class SendWindow {
  readonly #largest: number;
  #size: number;

  /** @param largest Maximum number of batches in flight */
  constructor(largest: number) {
    this.#largest = largest;
    this.#size = Math.min(8, largest);
  }

  /** Number of batches that can be in flight now. */
  get size(): number {
    return Math.floor(this.#size);
  }

  /** Increases the limit after a success. */
  grow(): void {
    this.#size = Math.min(this.#largest, this.#size + 1);
  }

  /** Halves the limit after a throttled or failed attempt. */
  shrink(): void {
    this.#size = Math.max(1, this.#size / 2);
  }
}
