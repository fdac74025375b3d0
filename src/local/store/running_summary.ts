/**
 * The summary of a series, updated as points arrive.
 *
 * @module
 */

/** The numbers that a store keeps for a series. */
export interface SummaryState {
  /** Number of points. */
  readonly count: number;
  /** Smallest value; `Infinity` without points. */
  readonly min: number;
  /** Largest value; `-Infinity` without points. */
  readonly max: number;
  /** Value at the highest step, or the latest of several; NaN without points. */
  readonly last: number;
  /** Step of the last value; -1 if it has no step. */
  readonly lastStep: number;
  /** Time of the last value, in seconds since 1970; `-Infinity` without points. */
  readonly lastTime: number;
  /** Mean value. */
  readonly mean: number;
  /** Sum of the squared distances from the mean. */
  readonly squares: number;
}

/** The summary of a series without points. */
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

/**
 * A running summary, computed by Welford's method: sums of squares alone would lose precision by
 * cancellation.
 */
export class RunningSummary {
  #count: number;
  #min: number;
  #max: number;
  #last: number;
  #lastStep: number;
  #lastTime: number;
  #mean: number;
  #squares: number;

  /** @param state State stored before */
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

  /** Returns the number of points, which is the sequence number of the next one. */
  get count(): number {
    return this.#count;
  }

  /** Adds a point. A step of NaN means no step. */
  add(value: number, time: number, step: number): void {
    this.#count++;
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
    const offset = value - this.#mean;
    // The difference of two finite values may be infinite.
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

  /** Returns the state to store. */
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
