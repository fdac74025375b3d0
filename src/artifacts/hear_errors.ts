/**
 * Keeps a stream of Node that fails early from ending the process.
 *
 * @module
 */

/**
 * Listens to a stream's errors. One that nobody hears ends the process, and a file that does not
 * exist fails before the code that reads it is loaded. The reading meets the error again.
 */
export function hearErrors(source: unknown): void {
  try {
    (source as { on?(event: string, listener: () => void): void } | null)?.on?.("error", () => {});
  } catch {
    // A source that cannot be examined is refused later.
  }
}
