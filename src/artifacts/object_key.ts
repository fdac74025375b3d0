/**
 * Rules of S3 keys.
 *
 * @module
 */

/** Maximum length of an S3 key, in bytes. */
export const LONGEST_KEY = 1_024;

/** Whether S3 accepts a key of that length. */
export function fitsKey(key: string): boolean {
  return new TextEncoder().encode(key).length <= LONGEST_KEY;
}

/** Returns why no request can name an object of that key; undefined if one can. */
export function keyFault(key: string): string | undefined {
  if (!key.isWellFormed()) return "its key is not valid Unicode";
  if (!fitsKey(key)) return `its key has more than ${LONGEST_KEY} bytes`;
  return key.split("/").some((part) => part === "." || part === "..")
    ? 'its key has a part "." or "..", which URLs resolve'
    : undefined;
}
