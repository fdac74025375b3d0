/**
 * Runs tasks one after another.
 *
 * @module
 */

/** A queue of tasks. A task that fails does not stop the next one. */
export class Turns {
  /** Resolves when all earlier tasks are done. */
  #last: Promise<void> = Promise.resolve();

  /** Runs a task after all earlier ones. */
  take<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#last.then(task);
    const settled = (): void => {};
    this.#last = result.then(settled, settled);
    return result;
  }
}
