/**
 * Signals that follow others. Browser-safe.
 *
 * @module
 */

/**
 * Aborts when another signal does, for the same reason. Unlike the sources of `AbortSignal.any`, the
 * two hold each other until the following ends.
 *
 * @param controller What aborts
 * @param signal What it follows
 * @returns Ends the following
 */
export function follow(controller: AbortController, signal: AbortSignal | undefined): () => void {
  const abort = (): void => controller.abort(signal?.reason);
  if (signal?.aborted) abort();
  signal?.addEventListener("abort", abort, { once: true });
  return () => signal?.removeEventListener("abort", abort);
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
