/**
 * Selects those points of a series that a chart can show. Pure.
 *
 * @module
 */

/** Points in any order, as columns of equal length. */
export interface PlacedPoints {
  /** Place of each point on the axis; NaN for a point without one. */
  readonly x: Float64Array;
  /** Value of each point. */
  readonly values: Float64Array;
}

/** The part of an axis that is shown, both ends included. */
export interface ShownRange {
  /** Left end. */
  readonly from: number;
  /** Right end. */
  readonly to: number;
}

/** The result of {@linkcode thinPoints}. */
export interface KeptPoints {
  /** Indices of the kept points, by increasing x; those of equal x in order of arrival. */
  readonly indices: Uint32Array;
  /** Number of points within the range. */
  readonly countWithin: number;
  /** Number of points within the range that are NaN or infinite. */
  readonly nonFinite: number;
  /** Number of points without a place. */
  readonly withoutPlace: number;
}

/** The most points kept per column. */
const MOST_A_COLUMN = 7;

/** Points between two pauses: about 5 ms of processor time. */
const SLICE = 250_000;

/** Stands for no point. */
const NONE = -1;

/**
 * Selects the points that a chart with this many columns of pixels can show, and the nearest one on
 * each side of its range. Time is linear in the points, sorted or not: no point is compared with
 * more than those kept of its column. Yields wherever other work may take its turn.
 *
 * @param points Points to select from
 * @param columns Width of the chart in pixels
 * @param range The part of the axis that is shown
 */
export function* thinPoints(
  points: PlacedPoints,
  columns: number,
  range: ShownRange,
): Generator<void, KeptPoints> {
  const extent = new Extent(points, range);
  yield* inSlices(points, (index) => extent.add(index));
  const { countWithin, nonFinite, withoutPlace } = extent;
  const kept = [extent.before, extent.after];
  if (countWithin <= MOST_A_COLUMN * columns) {
    yield* inSlices(points, (index) => {
      if (extent.contains(index)) kept.push(index);
    });
  } else {
    const thinned = new Columns(points, columns, extent);
    yield* inSlices(points, (index) => {
      if (extent.contains(index)) thinned.add(index);
    });
    if (thinned.hasGapsWithin()) {
      yield* inSlices(points, (index) => {
        if (extent.contains(index)) thinned.addGap(index);
      });
    }
    thinned.keepIn(kept);
  }
  return { indices: ordered(points, kept), countWithin, nonFinite, withoutPlace };
}

function* inSlices({ x }: PlacedPoints, visit: (index: number) => void): Generator<void> {
  for (let start = 0; start < x.length; start += SLICE) {
    if (start > 0) yield;
    const end = Math.min(x.length, start + SLICE);
    for (let index = start; index < end; index++) visit(index);
  }
}

/** Returns each point once, by increasing x. */
function ordered(points: PlacedPoints, kept: readonly number[]): Uint32Array {
  const indices = Uint32Array.from(new Set(kept.filter((index) => index !== NONE)));
  for (let at = 1; at < indices.length; at++) {
    if (isBefore(points, indices[at - 1] ?? NONE, indices[at] ?? NONE)) continue;
    return indices.sort((a, b) => isBefore(points, a, b) ? -1 : 1);
  }
  return indices;
}

/** Returns whether a point is drawn before another one. */
function isBefore({ x }: PlacedPoints, first: number, second: number): boolean {
  const [a, b] = [x[first] ?? NaN, x[second] ?? NaN];
  return a < b || (a === b && first < second);
}

/** The extent and the counts of a range, and the nearest point on each side of it. */
class Extent {
  readonly #points: PlacedPoints;
  readonly #range: ShownRange;
  /** Smallest and largest x within the range. */
  first = Infinity;
  last = -Infinity;
  /** Nearest points outside the range. */
  before: number = NONE;
  after: number = NONE;
  countWithin = 0;
  nonFinite = 0;
  withoutPlace = 0;

  constructor(points: PlacedPoints, range: ShownRange) {
    this.#points = points;
    this.#range = range;
  }

  contains(index: number): boolean {
    const x = this.#points.x[index] ?? NaN;
    return x >= this.#range.from && x <= this.#range.to;
  }

  add(index: number): void {
    const points = this.#points;
    const x = points.x[index] ?? NaN;
    if (x < this.#range.from) {
      if (this.before === NONE || isBefore(points, this.before, index)) this.before = index;
    } else if (x > this.#range.to) {
      if (this.after === NONE || isBefore(points, index, this.after)) this.after = index;
    } else if (Number.isNaN(x)) {
      this.withoutPlace++;
    } else {
      this.countWithin++;
      if (!Number.isFinite(points.values[index])) this.nonFinite++;
      if (x < this.first) this.first = x;
      if (x > this.last) this.last = x;
    }
  }
}

/** The columns of a chart, with the points kept of each. */
class Columns {
  readonly #points: PlacedPoints;
  readonly #columns: number;
  readonly #first: number;
  readonly #width: number;
  readonly #firstValue: Int32Array;
  readonly #lastValue: Int32Array;
  readonly #lowest: Int32Array;
  readonly #highest: Int32Array;
  readonly #firstGap: Int32Array;
  readonly #lastGap: Int32Array;
  /** The first gap that follows a value, in columns that begin with a gap and have values after it. */
  readonly #gapWithin: Int32Array;

  constructor(points: PlacedPoints, columns: number, { first, last }: Extent) {
    this.#points = points;
    this.#columns = columns;
    this.#first = first / 2;
    // Halves, so that no range overflows.
    this.#width = last / 2 - first / 2;
    const ofEach = (): Int32Array => new Int32Array(columns).fill(NONE);
    this.#firstValue = ofEach();
    this.#lastValue = ofEach();
    this.#lowest = ofEach();
    this.#highest = ofEach();
    this.#firstGap = ofEach();
    this.#lastGap = ofEach();
    this.#gapWithin = ofEach();
  }

  add(index: number): void {
    const column = this.#columnOf(index);
    const value = this.#points.values[index] ?? NaN;
    if (!Number.isFinite(value)) {
      this.#keepFirst(this.#firstGap, column, index);
      this.#keepLast(this.#lastGap, column, index);
      return;
    }
    this.#keepFirst(this.#firstValue, column, index);
    this.#keepLast(this.#lastValue, column, index);
    const low = this.#valueOf(this.#lowest, column);
    const high = this.#valueOf(this.#highest, column);
    if (!(value >= low)) this.#lowest[column] = index;
    else if (value === low) this.#keepFirst(this.#lowest, column, index);
    if (!(value <= high)) this.#highest[column] = index;
    else if (value === high) this.#keepFirst(this.#highest, column, index);
  }

  /** Returns whether a column begins with a gap and may have another one between values. */
  hasGapsWithin(): boolean {
    return this.#firstGap.some((_, column) => this.#mayHaveGapWithin(column));
  }

  /** Adds a point once more, if it is a gap, after all points were added. */
  addGap(index: number): void {
    if (Number.isFinite(this.#points.values[index])) return;
    const column = this.#columnOf(index);
    if (!this.#mayHaveGapWithin(column)) return;
    const [first, last] = [this.#firstValue[column] ?? NONE, this.#lastValue[column] ?? NONE];
    if (isBefore(this.#points, first, index) && isBefore(this.#points, index, last)) {
      this.#keepFirst(this.#gapWithin, column, index);
    }
  }

  /** Adds the kept points to a list, column by column. */
  keepIn(kept: number[]): void {
    for (let column = 0; column < this.#columns; column++) {
      const ofColumn = [
        this.#firstValue[column] ?? NONE,
        this.#firstGap[column] ?? NONE,
        this.#lowest[column] ?? NONE,
        this.#highest[column] ?? NONE,
        this.#gapWithin[column] ?? NONE,
        this.#lastValue[column] ?? NONE,
        this.#lastGap[column] ?? NONE,
      ].filter((index) => index !== NONE);
      kept.push(...ofColumn.sort((a, b) => isBefore(this.#points, a, b) ? -1 : 1));
    }
  }

  #columnOf(index: number): number {
    if (this.#width === 0) return 0;
    const share = ((this.#points.x[index] ?? NaN) / 2 - this.#first) / this.#width;
    return Math.min(this.#columns - 1, Math.floor(share * this.#columns));
  }

  /** Whether the first gap comes before the first value, so that another one may follow a value. */
  #mayHaveGapWithin(column: number): boolean {
    const [gap, value] = [this.#firstGap[column] ?? NONE, this.#firstValue[column] ?? NONE];
    return gap !== NONE && value !== NONE && isBefore(this.#points, gap, value) &&
      isBefore(this.#points, value, this.#lastGap[column] ?? NONE);
  }

  #valueOf(kept: Int32Array, column: number): number {
    return this.#points.values[kept[column] ?? NONE] ?? NaN;
  }

  #keepFirst(kept: Int32Array, column: number, index: number): void {
    const known = kept[column] ?? NONE;
    if (known === NONE || isBefore(this.#points, index, known)) kept[column] = index;
  }

  #keepLast(kept: Int32Array, column: number, index: number): void {
    const known = kept[column] ?? NONE;
    if (known === NONE || isBefore(this.#points, known, index)) kept[column] = index;
  }
}
