/**
 * Mistakes in how a command was called.
 *
 * @module
 */

/** The command was called in a way it cannot be: exit code 2. */
export class UsageError extends Error {
  /** Always `UsageError`. */
  override name = "UsageError";
}
