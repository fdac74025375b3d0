/**
 * Limits of what is done after a failure. Browser-safe.
 *
 * @module
 */

/**
 * Does something that has to end in time, such as tidying up after a failure at a service that may no
 * longer answer. The limit goes with the work.
 *
 * @param milliseconds How long it may take
 * @param work What is done, until the signal aborts
 */
export async function within<T>(
  milliseconds: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = new AbortController();
  const timer = setTimeout(() => {
    limit.abort(new DOMException(`Not done within ${milliseconds} ms`, "TimeoutError"));
  }, milliseconds);
  try {
    return await work(limit.signal);
  } finally {
    clearTimeout(timer);
  }
}

/** How long tidying up may take after a caller gave up, and after a failure; in milliseconds. */
export function tidyingMs(signal: AbortSignal | undefined): number {
  return signal?.aborted ? 700 : 10_000;
}
