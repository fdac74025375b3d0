/**
 * JSON that keeps the sign of zero, which `JSON.stringify` drops and `JSON.parse` reads.
 *
 * @module
 */

/** Stands for a negative zero until the text is complete. No text contains it by chance. */
const NEGATIVE_ZERO = `-0:${crypto.randomUUID()}`;

/**
 * Returns the JSON of a value. Negative zero has a decimal point: without one, Python and SQLite read
 * a whole number, which has no such zero.
 *
 * @param value Value to write
 * @param replace Replaces numbers that JSON cannot represent
 */
export function jsonText(value: unknown, replace = (number: number): unknown => number): string {
  const text = JSON.stringify(value, (_key, member: unknown) => {
    if (typeof member !== "number") return member;
    return Object.is(member, -0) ? NEGATIVE_ZERO : replace(member);
  });
  return text.includes(NEGATIVE_ZERO) ? text.replaceAll(`"${NEGATIVE_ZERO}"`, "-0.0") : text;
}
