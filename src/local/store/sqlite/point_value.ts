/**
 * Values of points in a column of numbers. SQLite stores NaN as null and -0 as 0, so these
 * numbers and the infinities are words. SQL distinguishes them from numbers by their type.
 *
 * @module
 */

/** The word for -0, which SQLite does not take for a number. */
const MINUS_ZERO = "minus zero";

/** Returns a value as its column holds it. */
export function toColumnValue(value: number): number | string {
  if (Number.isFinite(value) && value !== 0) return value;
  if (Object.is(value, -0)) return MINUS_ZERO;
  return value === 0 ? 0 : String(value);
}

/** Returns the value that a column holds; NaN too if it holds no value. */
export function fromColumnValue(held: number | string | null | undefined): number {
  if (typeof held === "number") return held;
  return held === MINUS_ZERO ? -0 : Number(held ?? NaN);
}

/** Returns whether a column holds a number that is NaN or infinite. */
export function isNonFinite(held: number | string | null | undefined): boolean {
  return typeof held === "string" && held !== MINUS_ZERO;
}
