/**
 * Callers that wait for a condition. Browser-safe.
 *
 * @module
 */

interface Waiter {
  readonly isMet: () => boolean;
  readonly resolve: () => void;
}

/** Callers that wait until something holds. */
export class Waiters {
  readonly #waiters = new Set<Waiter>();

  /**
   * Resolves when the condition holds: at once, or when {@linkcode check} finds so.
   *
   * @throws the signal's reason
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

  /** Lets go of every caller whose condition holds. */
  check(): void {
    for (const waiter of this.#waiters) {
      if (!waiter.isMet()) continue;
      this.#waiters.delete(waiter);
      waiter.resolve();
    }
  }
}
