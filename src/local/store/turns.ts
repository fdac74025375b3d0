/**
 * Turns of the event loop during long work. SQLite answers in place, so every awaited promise has
 * resolved already, and work of many steps would end before any timer of the process fires.
 *
 * @module
 */

/** Longest time between two turns, in milliseconds: far below what a person or a timer notices. */
const LONGEST_MS = 10;

/** Measures the time since this work last let the event loop turn. */
export class Turns {
  #since = performance.now();

  /** Whether the work has run for so long that the event loop should turn. */
  isDue(): boolean {
    return performance.now() - this.#since >= LONGEST_MS;
  }

  /**
   * Waits until the event loop has turned.
   *
   * @param leastMs Time to wait at least, in milliseconds
   */
  async take(leastMs: number = 0): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, leastMs));
    this.#since = performance.now();
  }

  /** Waits until the event loop has turned, if it is due. */
  async takeIfDue(): Promise<void> {
    if (this.isDue()) await this.take();
  }
}
