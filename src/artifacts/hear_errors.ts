/**
 * Keeps a stream of Node that fails early from ending the process.
 *
 * @module
 */

/**
 * Listens to a stream's errors. Without a listener they end the process, and a file that does not
 * exist fails before the code that reads it is loaded. Reading the stream throws the error again.
 */
export function hearErrors(source: unknown): void {
  try {
    (source as { on?(event: string, listener: () => void): void } | null)?.on?.("error", () => {});
  } catch {
    // A source that cannot be examined is rejected later.
  }
}
