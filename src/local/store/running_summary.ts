/**
 * What the points of a series amount to, kept up to date as they arrive.
 *
 * @module
 */

/** The numbers that a store keeps of a series. */
export interface SummaryState {
  /** How many points. */
  readonly count: number;
  /** Smallest value; `Infinity` of none. */
  readonly min: number;
  /** Largest value; `-Infinity` of none. */
  readonly max: number;
  /** Value at the highest step, the latest of several; NaN of none. */
  readonly last: number;
  /** That step, -1 for none. */
  readonly lastStep: number;
  /** When that point was measured, in seconds since 1970; `-Infinity` of none. */
  readonly lastTime: number;
  /** Mean. */
  readonly mean: number;
  /** Sum of the squared distances from the mean. */
  readonly squares: number;
}

/** A series before its first point. */
export const EMPTY_SUMMARY: SummaryState = {
  count: 0,
  min: Infinity,
  max: -Infinity,
  last: NaN,
  lastStep: -1,
  lastTime: -Infinity,
  mean: 0,
  squares: 0,
};

/** A summary that points are added to, by Welford's method: sums of squares alone would cancel out. */
export class RunningSummary {
  #count: number;
  #min: number;
  #max: number;
  #last: number;
  #lastStep: number;
  #lastTime: number;
  #mean: number;
  #squares: number;

  /** @param state What was kept before */
  constructor(state: SummaryState = EMPTY_SUMMARY) {
    this.#count = state.count;
    this.#min = state.min;
    this.#max = state.max;
    this.#last = state.last;
    this.#lastStep = state.lastStep;
    this.#lastTime = state.lastTime;
    this.#mean = state.mean;
    this.#squares = state.squares;
  }

  /** How many points there are: the sequence number of the next. */
  get count(): number {
    return this.#count;
  }

  /** Adds a point; a step of NaN is none. */
  add(value: number, time: number, step: number): void {
    this.#count++;
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
    const offset = value - this.#mean;
    // The difference of two finite values may be none.
    this.#mean += Number.isFinite(offset)
      ? offset / this.#count
      : value / this.#count - this.#mean / this.#count;
    this.#squares += offset * (value - this.#mean);
    const rank = step === step ? step : -1;
    if (rank > this.#lastStep || (rank === this.#lastStep && time >= this.#lastTime)) {
      this.#last = value;
      this.#lastStep = rank;
      this.#lastTime = time;
    }
  }

  /** What is to be kept. */
  state(): SummaryState {
    return {
      count: this.#count,
      min: this.#min,
      max: this.#max,
      last: this.#last,
      lastStep: this.#lastStep,
      lastTime: this.#lastTime,
      mean: this.#mean,
      squares: this.#squares,
    };
  }
}
