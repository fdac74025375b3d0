/**
 * Downsamples long series without a visible change of the chart. Pure.
 *
 * @module
 */
import { ArgumentError } from "../errors.ts";
import { checkArgument } from "../options.ts";
import { NUMBERS } from "../kinds.ts";

/**
 * The result of {@linkcode decimate}.
 *
 * @example The kept points
 * ```ts
 * import { decimate, type DecimatedSeries } from "@runlog/sagemaker/plot";
 *
 * const kept: DecimatedSeries = decimate([0, 1, 2], [5, NaN, 7], 600);
 * console.log(kept.indices, kept.originalCount); // 0, 1, 2; 3
 * ```
 */
export interface DecimatedSeries {
  /** Coordinates of the kept points, not decreasing. */
  readonly x: Float64Array;
  /** Values of the kept points; NaN at a gap of the line. */
  readonly y: Float64Array;
  /** Indices of the kept points in the original. */
  readonly indices: Uint32Array;
  /** Number of points of the original series. */
  readonly originalCount: number;
  /** Number of points without a position, whose x is not finite. */
  readonly withoutPlace: number;
  /** Number of points with an infinite value, which is drawn as a gap. */
  readonly infinite: number;
}

/**
 * The most points kept per column: the first and last value, both extremes, the first and last point
 * that is not finite, and one between values.
 */
const MOST_A_COLUMN = 7;

/**
 * Downsamples a series to what a chart with this many pixel columns can show. It cuts the range of
 * x into columns of equal width. Each column keeps its first and last value, its smallest and
 * largest value, and its first and last point that is NaN or infinite, so that such a stretch keeps
 * both ends. A line through these points covers the same pixels as a
 * line through all. No value is changed or averaged. A series of at most 7 points per column is
 * returned whole.
 *
 * Points are sorted by x; those of equal x keep their order. A value that is NaN or infinite is a
 * gap. A point whose x is NaN or infinite has no position and is omitted.
 *
 * Time is linear in the points, or that of a sort if x is not sorted. A million points take well
 * under 0.1 s.
 *
 * @param x Steps, times or other coordinates, in any order
 * @param y One value per x
 * @param columns The width of the chart in pixels: a whole number from 1
 *
 * @throws {ArgumentError} If the lengths differ, or `columns` is not a whole number from 1
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
  checkArgument(action, "x", x, NUMBERS);
  checkArgument(action, "y", y, NUMBERS);
  if (x.length !== y.length) {
    const rule = `have the length of x, ${x.length}`;
    throw new ArgumentError(action, { argument: "y", value: y.length, rule });
  }
  if (!Number.isSafeInteger(columns) || columns < 1) {
    const rule = "be a whole number from 1";
    throw new ArgumentError(action, { argument: "columns", value: columns, rule });
  }
}

/** Returns the indices of the points that have a position, by increasing x. */
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

/** Returns the positions to keep from `start` up to `end`, increasing. */
function keepOfColumn(
  order: Uint32Array,
  y: ArrayLike<number>,
  start: number,
  end: number,
): readonly number[] {
  let [firstValue, lastValue, gap, gapWithin] = [-1, -1, -1, -1];
  let [firstGap, lastGap] = [-1, -1];
  let [lowest, highest] = [-1, -1];
  let [low, high] = [Infinity, -Infinity];
  for (let position = start; position < end; position++) {
    const value = y[order[position] ?? 0] ?? NaN;
    if (!Number.isFinite(value)) {
      if (firstGap < 0) firstGap = position;
      lastGap = position;
      if (firstValue >= 0 && gap < 0) gap = position;
      continue;
    }
    if (firstValue < 0) firstValue = position;
    if (gap >= 0 && gapWithin < 0) gapWithin = gap;
    lastValue = position;
    if (value < low) [low, lowest] = [value, position];
    if (value > high) [high, highest] = [value, position];
  }
  // The first point of the column is the first value or the first gap, as the last one is.
  const positions = [firstValue, firstGap, lowest, highest, gapWithin, lastValue, lastGap];
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
