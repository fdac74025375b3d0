/**
 * Words for what a source cannot read.
 *
 * @module
 */

/** Returns the first line of an error. */
export function reasonOf(error: unknown): string {
  const [reason = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
  return reason;
}
