/**
 * Distinguishes contents of files.
 *
 * @module
 */

/** Returns 128 bits of the SHA-256 of some bytes or a text, in hexadecimal. */
export async function versionOf(content: Uint8Array<ArrayBuffer> | string): Promise<string> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest.subarray(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
