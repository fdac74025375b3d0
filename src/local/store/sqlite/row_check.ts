/**
 * Checks of rows against damage: 32 bits of all that a row says. SQLite itself has checks of its
 * journal's pages and none of the database's, so that a flipped bit of a value would be a wrong number.
 *
 * @module
 */
import type { Row } from "./row.ts";

const NUMBER = new Float64Array(1);
const WORDS = new Uint32Array(NUMBER.buffer);

/** What a null, and what a text, begins with: no number's words follow. */
const NULL_MARK = 0x9e3779b9;
const TEXT_MARK = 0x7f4a7c15;

/** The check of some values, in their order: one that changes in any bit changes it. */
export function checkOf(...values: readonly (string | number | null | undefined)[]): number {
  let check = 1;
  for (const value of values) {
    if (typeof value === "number") check = withNumber(check, value);
    else if (typeof value === "string") check = withText(check, value);
    else check = withWord(check, NULL_MARK);
  }
  return check >>> 0;
}

/** The check of a point: {@linkcode checkOf} without a list. A step of NaN is none. */
export function checkOfPoint(
  series: number,
  sequence: number,
  step: number,
  value: number,
  time: number,
): number {
  let check = withNumber(withNumber(1, series), sequence);
  check = step === step ? withNumber(check, step) : withWord(check, NULL_MARK);
  return withNumber(withNumber(check, value), time) >>> 0;
}

/** The same, of a row. */
export function checkOfPointRow({ series, seq, step, value, time }: Row): number {
  return checkOf(series, seq, step, value, time);
}

/** The check of an entity's row. */
export function checkOfEntity({ kind, key, parent, created, modified, body }: Row): number {
  return checkOf(kind, key, parent, created, modified, body);
}

/** The check of an object's row. */
export function checkOfObject({ bucket, key, file, size, etag, headers, created }: Row): number {
  return checkOf(bucket, key, file, size, etag, headers, created);
}

/** The check of a series' row: what it says of its points. */
export function checkOfSeries(row: Row): number {
  const { id, component, name, count, min, max, last, last_step, last_time, mean, squares } = row;
  return checkOf(id, component, name, count, min, max, last, last_step, last_time, mean, squares);
}

function withNumber(check: number, value: number): number {
  // SQLite gives back -0 as 0.
  NUMBER[0] = value + 0;
  return withWord(withWord(check, WORDS[0] ?? 0), WORDS[1] ?? 0);
}

function withText(check: number, text: string): number {
  let next = withWord(check, TEXT_MARK ^ text.length);
  for (let index = 0; index < text.length; index++) next = withWord(next, text.charCodeAt(index));
  return next;
}

/** A step that is undone by no other: of two words, or two checks before, it makes two. */
function withWord(check: number, word: number): number {
  const mixed = Math.imul(check ^ word, 0x85ebca6b);
  return Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35);
}
