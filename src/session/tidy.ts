/**
 * Limits the time of cleanup after a failure.
 *
 * @module
 */

/**
 * Runs work with a time limit, such as cleanup after a failure of a service that may no longer answer.
 * The timer is cleared when the work ends.
 *
 * @param milliseconds Time limit
 * @param work Called with a signal that aborts at the time limit
 */
export async function within<T>(
  milliseconds: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = new AbortController();
  const timer = setTimeout(() => {
    limit.abort(new DOMException(`Not finished within ${milliseconds} ms`, "TimeoutError"));
  }, milliseconds);
  try {
    return await work(limit.signal);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Returns the time limit of cleanup, in milliseconds: shorter after the caller's signal has aborted
 * than after a failure.
 */
export function tidyingMs(signal: AbortSignal | undefined): number {
  return signal?.aborted ? 700 : 10_000;
}
