/**
 * Fewer points for the same picture of a long series. Pure; browser-safe.
 *
 * @module
 */
import { ArgumentError } from "../errors.ts";

/**
 * What {@linkcode decimate} kept.
 *
 * @example Which points they are
 * ```ts
 * import { decimate, type DecimatedSeries } from "@runlog/sagemaker/plot";
 *
 * const kept: DecimatedSeries = decimate([0, 1, 2], [5, NaN, 7], 600);
 * console.log(kept.indices, kept.originalCount); // 0, 1, 2; 3
 * ```
 */
export interface DecimatedSeries {
  /** Coordinates of the points kept, not decreasing. */
  readonly x: Float64Array;
  /** Values of the points kept; NaN where the line has a gap. */
  readonly y: Float64Array;
  /** Which points of the original they are. */
  readonly indices: Uint32Array;
  /** How many points the series had. */
  readonly originalCount: number;
  /** How many had no place: their x was not finite. */
  readonly withoutPlace: number;
  /** How many had an infinite value, which is drawn as a gap. */
  readonly infinite: number;
}

/** The most points kept of one column: both ends, the first and last value, both extremes, a gap. */
const MOST_A_COLUMN = 7;

/**
 * Thins a series to what a chart of so many pixel columns can show. The range of x is cut into columns
 * of equal width. Of each column stay its first and last point, its smallest and largest value, and a
 * gap where there was one: a line through them covers the same pixels as a line through all. No value
 * is changed or averaged. A series of at most 7 points a column comes back whole.
 *
 * Points are taken by increasing x; those of equal x keep the order in which they came. A value that is
 * NaN or infinite is a gap; a point whose x is NaN or infinite has no place and is left out.
 *
 * Time is linear in the points (that of a sort, if x is not sorted); a million take well under 0.1 s.
 *
 * @param x Steps, times or other coordinates, in any order
 * @param y A value for each
 * @param columns Width of the chart in pixels: a whole number from 1
 *
 * @throws {ArgumentError} when the lengths differ, or `columns` is no whole number from 1
 *
 * @example A million points for 600 pixels
 * ```ts
 * import { decimate } from "@runlog/sagemaker/plot";
 *
 * const step = Float64Array.from({ length: 1_000_000 }, (_, index) => index);
 * const loss = step.map((step) => Math.exp(-step / 1e5) + Math.random() / 10);
 * console.log(decimate(step, loss, 600).x.length <= 7 * 600); // true
 * ```
 */
export function decimate(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  columns: number,
): DecimatedSeries {
  checkArguments(x, y, columns);
  const order = orderOf(x);
  const counts = {
    originalCount: x.length,
    withoutPlace: x.length - order.length,
    infinite: countInfinite(y, order),
  };
  const indices = order.length <= MOST_A_COLUMN * columns
    ? order
    : keepOfColumns(order, x, y, columns);
  return {
    x: Float64Array.from(indices, (index) => x[index] ?? NaN),
    y: Float64Array.from(indices, (index) => finiteOrGap(y[index])),
    indices,
    ...counts,
  };
}

function checkArguments(x: ArrayLike<number>, y: ArrayLike<number>, columns: number): void {
  const action = "Cannot decimate series";
  if (x.length !== y.length) {
    const rule = `have the length of x, ${x.length}`;
    throw new ArgumentError(action, { argument: "y", value: y.length, rule });
  }
  if (!Number.isSafeInteger(columns) || columns < 1) {
    const rule = "be a whole number from 1";
    throw new ArgumentError(action, { argument: "columns", value: columns, rule });
  }
}

/** Indices of the points that have a place, by increasing x. */
export function orderOf(x: ArrayLike<number>): Uint32Array {
  const order = new Uint32Array(x.length);
  let count = 0;
  let isSorted = true;
  let previous = -Infinity;
  for (let index = 0; index < x.length; index++) {
    const value = x[index] ?? NaN;
    if (!Number.isFinite(value)) continue;
    if (value < previous) isSorted = false;
    previous = value;
    order[count++] = index;
  }
  const placed = order.subarray(0, count);
  return isSorted ? placed : placed.sort((a, b) => (x[a] ?? NaN) - (x[b] ?? NaN) || a - b);
}

function keepOfColumns(
  order: Uint32Array,
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  columns: number,
): Uint32Array {
  const first = x[order[0] ?? 0] ?? NaN;
  const last = x[order[order.length - 1] ?? 0] ?? NaN;
  // Halves, so that a range from -1e308 to 1e308 does not overflow.
  const width = last / 2 - first / 2;
  const columnOf = (position: number): number => {
    if (width === 0) return 0;
    const share = ((x[order[position] ?? 0] ?? NaN) / 2 - first / 2) / width;
    return Math.min(columns - 1, Math.floor(share * columns));
  };
  const kept = new Uint32Array(Math.min(order.length, MOST_A_COLUMN * columns));
  let count = 0;
  for (let start = 0; start < order.length;) {
    const column = columnOf(start);
    let end = start + 1;
    while (end < order.length && columnOf(end) === column) end++;
    for (const position of keepOfColumn(order, y, start, end)) kept[count++] = order[position] ?? 0;
    start = end;
  }
  return kept.subarray(0, count);
}

/** Positions to keep of those from `start` up to `end`, increasing. */
function keepOfColumn(
  order: Uint32Array,
  y: ArrayLike<number>,
  start: number,
  end: number,
): readonly number[] {
  let [firstValue, lastValue, gap, gapWithin] = [-1, -1, -1, -1];
  let [lowest, highest] = [-1, -1];
  let [low, high] = [Infinity, -Infinity];
  for (let position = start; position < end; position++) {
    const value = y[order[position] ?? 0] ?? NaN;
    if (!Number.isFinite(value)) {
      if (firstValue >= 0 && gap < 0) gap = position;
      continue;
    }
    if (firstValue < 0) firstValue = position;
    if (gap >= 0 && gapWithin < 0) gapWithin = gap;
    lastValue = position;
    if (value < low) [low, lowest] = [value, position];
    if (value > high) [high, highest] = [value, position];
  }
  const positions = [start, firstValue, lowest, highest, gapWithin, lastValue, end - 1];
  return [...new Set(positions)].filter((position) => position >= 0).sort((a, b) => a - b);
}

function countInfinite(y: ArrayLike<number>, order: Uint32Array): number {
  let count = 0;
  for (const index of order) if (Math.abs(y[index] ?? NaN) === Infinity) count++;
  return count;
}

function finiteOrGap(value = NaN): number {
  return Number.isFinite(value) ? value : NaN;
}
