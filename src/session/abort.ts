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
