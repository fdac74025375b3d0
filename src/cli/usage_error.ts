/**
 * Defines the error for an invalid command line.
 *
 * @module
 */

/** An invalid command line. The exit code is 2. */
export class UsageError extends Error {
  /** The error's name. */
  override name = "UsageError";
}
