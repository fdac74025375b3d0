/**
 * Finds where a metric is NaN or infinite, and formats it for people. Pure.
 *
 * @module
 */
import { factText, groupedText, measurementText } from "./numbers.ts";

/** The points of a series that are NaN or infinite. */
export interface NonFinite {
  /** Number of such points. */
  readonly count: number;
  /** Their values, each once. */
  readonly words: readonly string[];
  /** Smallest place of such a point: a step or time; NaN if none has a place. */
  readonly from: number;
  /** Largest place of such a point. */
  readonly to: number;
}

/**
 * Returns the points of a series that are NaN or infinite; undefined without such points.
 *
 * @param values Values of the points
 * @param places Step or time of each point; NaN for a point without one
 */
export function findNonFinite(
  values: ArrayLike<number>,
  places: ArrayLike<number>,
): NonFinite | undefined {
  let count = 0;
  const words = new Set<string>();
  let [from, to] = [NaN, NaN];
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? NaN;
    if (Number.isFinite(value)) continue;
    count++;
    words.add(String(value));
    const place = places[index] ?? NaN;
    if (!(place >= from)) from = Number.isNaN(place) ? from : place;
    if (!(place <= to)) to = Number.isNaN(place) ? to : place;
  }
  return count === 0 ? undefined : { count, words: [...words].sort(), from, to };
}

/**
 * Formats such points: `NaN at step 5`, or `Infinity, NaN from step 5 to 90 (12 points)`.
 *
 * @param placeText Formats a place
 * @param axis Name of the axis, such as `step`; empty for a time
 */
export function nonFiniteText(
  { count, words, from, to }: NonFinite,
  placeText: (place: number) => string,
  axis: string,
): string {
  const kinds = words.join(", ");
  const points = `${groupedText(count)} ${count === 1 ? "point" : "points"}`;
  if (Number.isNaN(from)) return `${kinds} (${points})`;
  const start = `${axis} ${placeText(from)}`.trim();
  if (count === 1) return `${kinds} at ${start}`;
  return from === to
    ? `${kinds} at ${start} (${points})`
    : `${kinds} from ${start} to ${placeText(to)} (${points})`;
}

/** Formats the last value of a metric, with the number of its points that are not finite. */
export function lastText(value: string | number | null | undefined, nonFinite = 0): string {
  const text = typeof value === "number" ? measurementText(value) : factText(value);
  return nonFinite === 0 ? text : `${text} (${groupedText(nonFinite)} not finite)`.trimStart();
}

/** Converts a value for JSON, which lacks NaN and infinities: these become words. */
export function toWord(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

/** Inverts {@linkcode toWord}. Null, for no value, becomes NaN. */
export function fromWord(value: number | string | null): number {
  return value === null ? NaN : Number(value);
}
