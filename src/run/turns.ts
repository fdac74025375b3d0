/**
 * Waiting for one's turn. Browser-safe.
 *
 * @module
 */
import { orGivenUp } from "../session/abort.ts";

/** How many may be at something at once. */
export class Turns {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  /** @param most How many */
  constructor(most: number) {
    this.#free = most;
  }

  /** Waits for a turn, which has to be given back. */
  async take(signal: AbortSignal | undefined): Promise<void> {
    if (this.#free > 0) {
      this.#free--;
      return;
    }
    let enter = (): void => {};
    const turn = new Promise<void>((resolve) => this.#waiting.push(enter = resolve));
    try {
      await orGivenUp(turn, signal);
    } catch (error) {
      const place = this.#waiting.indexOf(enter);
      if (place === -1) this.give();
      else this.#waiting.splice(place, 1);
      throw error;
    }
  }

  /** Gives a turn back. */
  give(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free++;
  }
}
