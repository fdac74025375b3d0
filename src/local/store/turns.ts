/**
 * Turns of the event loop during long work. SQLite answers in place, and what is awaited then has
 * resolved already, so work of many steps would run to its end before any timer of the process.
 *
 * @module
 */

/** Longest time between two turns, in milliseconds: far below what a person or a timer notices. */
const LONGEST_MS = 10;

/** Counts the time since the event loop last turned, as far as this work knows. */
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
