/**
 * Numbers as people read them. Facts, such as parameters, stand exactly as they were logged; measurements
 * are rounded so that one sees it. Pure.
 *
 * @module
 */

/** A fact exactly as it was logged; nothing where there is none. */
export function factText(value: string | number | null | undefined): string {
  return value === null || value === undefined ? "" : String(value);
}

/** Digits of a rounded measurement. */
const DIGITS = 5;

/** From here on digits before the point are rounded as well, into an exponent. */
const LARGEST = 1e15;

/**
 * A measurement in five significant digits. Whole numbers, and what stands before the point, are not
 * rounded; a rounded one never reads as a whole number: 0.9999999 is `1.0000`, 1234567.89 is
 * `1234567.9`. Nothing where there is no value.
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

/** A number of things with a comma between thousands: `1,281 runs`. */
export function countText(count: number, one: string, many = `${one}s`): string {
  return `${groupedText(count)} ${count === 1 ? one : many}`;
}

/** A whole number with a comma between thousands. */
export function groupedText(count: number): string {
  return count.toLocaleString("en-US");
}
