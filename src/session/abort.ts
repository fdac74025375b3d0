/**
 * Links abort signals to one another, and makes the error of an aborted request.
 *
 * @module
 */

/**
 * Aborts a controller when a signal aborts, with the same reason. Unlike the sources of
 * `AbortSignal.any`, the two keep each other in memory until they are unlinked.
 *
 * @param controller The controller to abort
 * @param signal The signal to follow
 * @returns The function that unlinks them
 */
export function follow(controller: AbortController, signal: AbortSignal | undefined): () => void {
  const abort = (): void => controller.abort(signal?.reason);
  if (signal?.aborted) abort();
  signal?.addEventListener("abort", abort, { once: true });
  return () => signal?.removeEventListener("abort", abort);
}

/**
 * Resolves with the result of shared work, or rejects when the caller's signal aborts. The work
 * itself continues for the other callers.
 */
export function orGivenUp<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  const given = new Promise<T>((resolve, reject) => {
    const giveUp = (): void => reject(signal?.reason);
    if (signal?.aborted) giveUp();
    signal?.addEventListener("abort", giveUp, { once: true });
    work.finally(() => signal?.removeEventListener("abort", giveUp)).then(resolve, reject);
  });
  // Awaited later, after concurrent requests.
  given.catch(() => {});
  return given;
}

/** Returns the error of a request that its caller aborted, as the AWS SDK has it. */
export function abortError(signal: AbortSignal): Error {
  return Object.assign(new Error("Request aborted", { cause: signal.reason }), {
    name: "AbortError",
  });
}
