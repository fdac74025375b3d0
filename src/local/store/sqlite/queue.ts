/**
 * Runs tasks one after another.
 *
 * @module
 */

/** A queue of tasks. A task that fails does not stop the next one. */
export class Queue {
  /** Resolves when all earlier tasks are done. */
  #last: Promise<void> = Promise.resolve();

  /**
   * Waits for all earlier tasks.
   *
   * @returns The function that lets the next task begin
   */
  async enter(): Promise<() => void> {
    const before = this.#last;
    let leave = (): void => {};
    this.#last = new Promise((resolve) => leave = resolve);
    await before;
    return leave;
  }

  /** Runs a task after all earlier ones. */
  async take<T>(task: () => Promise<T>): Promise<T> {
    const leave = await this.enter();
    try {
      return await task();
    } finally {
      leave();
    }
  }
}
