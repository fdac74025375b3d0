import { dice } from "../../support/dice.ts";

/** Choices that a seed repeats. */
export class Chance {
  readonly #throw: () => number;

  constructor(seed: number) {
    this.#throw = dice(seed);
  }

  /** Whether something of a probability happens. */
  happens(probability: number): boolean {
    return this.#throw() < probability;
  }

  /** A whole number from 0, below a limit. */
  below(limit: number): number {
    return Math.floor(this.#throw() * limit);
  }

  /** One of some values. */
  pick<T>(values: readonly T[]): T {
    const value = values[this.below(values.length)];
    if (value === undefined) throw new Error("There is nothing to pick from");
    return value;
  }

  /** Bytes. */
  bytes(length: number): Uint8Array<ArrayBuffer> {
    return Uint8Array.from({ length }, () => this.below(256));
  }
}
