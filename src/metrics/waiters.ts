/**
 * Lets callers wait for a condition.
 *
 * @module
 */

interface Waiter {
  readonly isMet: () => boolean;
  readonly resolve: () => void;
}

/** Holds the callers that wait for a condition. */
export class Waiters {
  readonly #waiters = new Set<Waiter>();

  /**
   * Resolves when the condition is met: at once, or in a later call of {@linkcode check}.
   *
   * @throws the signal's reason if the call is aborted
   */
  async until(isMet: () => boolean, signal?: AbortSignal): Promise<void> {
    if (isMet()) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiter = { isMet, resolve };
    const abort = (): void => reject(signal?.reason);
    this.#waiters.add(waiter);
    if (signal?.aborted) abort();
    signal?.addEventListener("abort", abort, { once: true });
    try {
      await promise;
    } finally {
      signal?.removeEventListener("abort", abort);
      this.#waiters.delete(waiter);
    }
  }

  /** Whether a caller waits. */
  get isAwaited(): boolean {
    return this.#waiters.size > 0;
  }

  /** Resolves every caller whose condition is met. */
  check(): void {
    for (const waiter of this.#waiters) {
      if (!waiter.isMet()) continue;
      this.#waiters.delete(waiter);
      waiter.resolve();
    }
  }
}
