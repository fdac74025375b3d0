/**
 * Shows 32-bit floats as they were written.
 *
 * @module
 */

/** Most significant digits that a 32-bit float needs. */
const MOST_DIGITS = 9;

/** Smallest 32-bit float with all of its digits. */
const SMALLEST_NORMAL = 2 ** -126;

/**
 * Returns the shortest decimal that is the same 32-bit float: 0.1 for the float that a double shows
 * as 0.10000000149011612.
 */
export function shortestFloat(value: number): number {
  if (!Number.isFinite(value) || Number.isInteger(value)) return value;
  // Zeros at the end of six digits fall away; floats below the normal ones have fewer.
  for (let digits = Math.abs(value) < SMALLEST_NORMAL ? 1 : 6; digits < MOST_DIGITS; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return Number(value.toPrecision(MOST_DIGITS));
}
