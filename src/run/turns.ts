/**
 * Limits the number of concurrent tasks.
 *
 * @module
 */
import { orGivenUp } from "../session/abort.ts";

/** Limits the number of concurrent tasks: each takes a turn first and gives it back at its end. */
export class Turns {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  /** @param most Maximum number of concurrent tasks */
  constructor(most: number) {
    this.#free = most;
  }

  /** Resolves when a turn is free, and takes it. The caller must give it back. */
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
