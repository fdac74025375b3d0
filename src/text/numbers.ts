/**
 * Formats numbers for people. Facts, such as parameters, are shown exactly as logged. Measurements
 * are rounded, and rounded values are recognizable. Pure.
 *
 * @module
 */

/** Formats a fact exactly as logged. Returns empty text for a missing value. */
export function factText(value: string | number | null | undefined): string {
  return value === null || value === undefined ? "" : String(value);
}

/** Digits of a rounded measurement. */
const DIGITS = 5;

/** From this size on, digits before the point are rounded too, and the text has an exponent. */
const LARGEST = 1e15;

/**
 * Formats a measurement with five significant digits. Whole numbers and the digits before the point
 * are not rounded. A rounded value never looks like a whole number: 0.9999999 is `1.0000`,
 * 1234567.89 is `1234567.9`. Returns empty text for a missing value.
 */
export function measurementText(value: number | null | undefined): string {
  if (value === null || value === undefined) return "";
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < LARGEST) return String(value);
  if (size >= LARGEST) return String(Number(value.toPrecision(DIGITS)));
  const rounded = value.toPrecision(DIGITS);
  // Digits before the point, and one behind it, also where rounding carries to a new one.
  if (!/[.e]/.test(rounded) || size >= 10 ** DIGITS) return value.toFixed(1);
  return Number.isInteger(Number(rounded)) ? rounded : String(Number(rounded));
}

/** Formats a count of things with a comma between thousands: `1,281 runs`. */
export function countText(count: number, one: string, many = `${one}s`): string {
  return `${groupedText(count)} ${count === 1 ? one : many}`;
}

/** Formats a whole number with a comma between thousands. */
export function groupedText(count: number): string {
  return count.toLocaleString("en-US");
}
