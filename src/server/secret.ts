/**
 * Secrets that requests are known by.
 *
 * @module
 */

/** A secret of 256 bits, in letters that URLs and cookies take as they are. */
export function newSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Whether a text is the secret, in a time that tells nothing of how much of it is right. */
export function isSecret(text: string | null | undefined, secret: string): boolean {
  const given = new TextEncoder().encode(text ?? "");
  const expected = new TextEncoder().encode(secret);
  let difference = given.length ^ expected.length;
  for (const [index, byte] of expected.entries()) difference |= byte ^ (given[index] ?? 0);
  return difference === 0;
}
