/**
 * Reports damaged rows of a store, each once.
 *
 * @module
 */
import { DamagedEntityError, type EntityRemains, leftOutText } from "./errors.ts";

/** Damage of one store. */
export class Damage {
  readonly #name: string;
  readonly #report: (notice: string) => void;
  readonly #leftOut = new Set<string>();

  /**
   * @param name Folder or name of the store
   * @param report Receives a message about each damaged item
   */
  constructor(name: string, report: (notice: string) => void) {
    this.#name = name;
    this.#report = report;
  }

  /** Returns the error of a damaged entity. */
  ofEntity(what: string, remains: EntityRemains): DamagedEntityError {
    return new DamagedEntityError(this.#name, what, remains);
  }

  /** Reports something damaged that is omitted of a result, once. */
  leaveOut(what: string): void {
    if (this.#leftOut.has(what)) return;
    this.#leftOut.add(what);
    this.#report(leftOutText(this.#name, what));
  }
}
