/**
 * Waiting for what others do, and for one's turn. Browser-safe.
 *
 * @module
 */

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

/** What is shared goes on for others; this one stops waiting when its caller gives up. */
export function orGivenUp<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  const given = new Promise<T>((resolve, reject) => {
    const giveUp = (): void => reject(signal?.reason);
    if (signal?.aborted) giveUp();
    signal?.addEventListener("abort", giveUp, { once: true });
    work.finally(() => signal?.removeEventListener("abort", giveUp)).then(resolve, reject);
  });
  // Awaited later, after requests that run beside it.
  given.catch(() => {});
  return given;
}
