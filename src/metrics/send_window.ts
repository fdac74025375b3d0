/**
 * How many batches are in flight. Pure. Browser-safe.
 *
 * @module
 */

/** Batches in flight: one more a success, half after a throttled one (AIMD). */
export class SendWindow {
  readonly #largest: number;
  #size: number;

  /** @param largest Batches in flight at most */
  constructor(largest: number) {
    this.#largest = largest;
    this.#size = Math.min(8, largest);
  }

  /** Batches that may be in flight now. */
  get size(): number {
    return Math.floor(this.#size);
  }

  /** After a success. */
  grow(): void {
    this.#size = Math.min(this.#largest, this.#size + 1);
  }

  /** After a throttled or lost attempt. */
  shrink(): void {
    this.#size = Math.max(1, this.#size / 2);
  }
}
