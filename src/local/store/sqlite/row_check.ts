/**
 * Row checksums that detect damage: 32 bits over all values of a row. SQLite has checksums for its
 * journal pages but not for the database, so a flipped bit would change a value unnoticed.
 *
 * @module
 */
import type { Row } from "./row.ts";

const NUMBER = new Float64Array(1);
const WORDS = new Uint32Array(NUMBER.buffer);

/** Start values for a null, a text and anything else. No number's words follow them. */
const NULL_MARK = 0x9e3779b9;
const TEXT_MARK = 0x7f4a7c15;
const OTHER_MARK = 0x165667b1;

/** Returns the checksum of values in order. Any change to a single value changes it. */
export function checkOf(...values: readonly (string | number | null | undefined)[]): number {
  let check = 1;
  for (const value of values) {
    if (typeof value === "number") check = withNumber(check, value);
    else if (typeof value === "string") check = withText(check, value);
    // A blob, which no table holds, is never taken for a missing value.
    else check = withWord(check, value === null || value === undefined ? NULL_MARK : OTHER_MARK);
  }
  return check >>> 0;
}

/**
 * Returns the checksum of a point, as {@linkcode checkOf} does, but without a list. A step of NaN means no step.
 */
export function checkOfPoint(
  series: number,
  sequence: number,
  step: number,
  value: number | string,
  time: number,
): number {
  let check = withNumber(withNumber(1, series), sequence);
  check = step === step ? withNumber(check, step) : withWord(check, NULL_MARK);
  check = typeof value === "number" ? withNumber(check, value) : withText(check, value);
  return withNumber(check, time) >>> 0;
}

/** Returns the checksum of a point's row. */
export function checkOfPointRow({ series, seq, step, value, time }: Row): number {
  return checkOf(series, seq, step, value, time);
}

/** Returns whether a point's row is intact. */
export function isWholePoint(row: Row): boolean {
  return row["sum"] === checkOfPointRow(row);
}

/** Returns the checksum of an entity's row. */
export function checkOfEntity({ kind, key, parent, created, modified, body }: Row): number {
  return checkOf(kind, key, parent, created, modified, body);
}

/** Returns the checksum of an object's row. */
export function checkOfObject({ bucket, key, file, size, etag, headers, created }: Row): number {
  return checkOf(bucket, key, file, size, etag, headers, created);
}

/** Numbers of a summary that may be a negative zero, in the order of their bits. */
const SIGNED = ["min", "max", "last"] as const;

/**
 * Returns the checksum of a series' row, which holds its summary. A count of non-finite points is
 * part of it unless it is 0, as in rows from earlier versions.
 */
export function checkOfSeries(row: Row): number {
  const signs = SIGNED.reduce((bits, name, at) => bits | Number(Object.is(row[name], -0)) << at, 0);
  return checkWithSigns(row, signs);
}

/**
 * Returns the row of a series with the signs of its zeros, which only the checksum keeps; undefined
 * if the row is damaged.
 */
export function wholeSeriesRow(row: Row): Row | undefined {
  for (let signs = 0; signs < 2 ** SIGNED.length; signs++) {
    const negative = SIGNED.filter((_, at) => (signs >> at & 1) === 1);
    if (negative.some((name) => row[name] !== 0)) continue;
    if (row["sum"] !== checkWithSigns(row, signs)) continue;
    return { ...row, ...Object.fromEntries(negative.map((name) => [name, -0])) };
  }
  return undefined;
}

function checkWithSigns(row: Row, signs: number): number {
  const { id, component, name, count, min, max, last, last_step, last_time, mean, squares } = row;
  const values = [count, min, max, last, last_step, last_time, mean, squares];
  const { non_finite } = row;
  // Marked by a word, because either of the two may be absent.
  const counted = non_finite ? ["non-finite", non_finite] : [];
  return checkOf(id, component, name, ...values, ...(signs === 0 ? [] : [signs]), ...counted);
}

function withNumber(check: number, value: number): number {
  // SQLite returns -0 as 0.
  return withExactNumber(check, value + 0);
}

function withExactNumber(check: number, value: number): number {
  NUMBER[0] = value;
  return withWord(withWord(check, WORDS[0] ?? 0), WORDS[1] ?? 0);
}

function withText(check: number, text: string): number {
  let next = withWord(check, TEXT_MARK ^ text.length);
  for (let index = 0; index < text.length; index++) next = withWord(next, text.charCodeAt(index));
  return next;
}

/**
 * Mixes a word into a checksum. The step is injective: different words, or different checksums
 * before, give different results.
 */
function withWord(check: number, word: number): number {
  const mixed = Math.imul(check ^ word, 0x85ebca6b);
  return Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35);
}
