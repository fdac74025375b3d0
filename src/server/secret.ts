/**
 * Secrets that authenticate requests.
 *
 * @module
 */

/** Returns a new 256-bit secret, in characters that URLs and cookies allow unescaped. */
export function newSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Returns whether a string is the secret. The time taken does not reveal how much of it is right.
 */
export function isSecret(text: string | null | undefined, secret: string): boolean {
  const given = new TextEncoder().encode(text ?? "");
  const expected = new TextEncoder().encode(secret);
  let difference = given.length ^ expected.length;
  for (const [index, byte] of expected.entries()) difference |= byte ^ (given[index] ?? 0);
  return difference === 0;
}
