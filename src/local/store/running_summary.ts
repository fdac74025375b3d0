/**
 * The summary of a series, updated as points arrive.
 *
 * @module
 */

import type { SeriesSummary } from "./points.ts";

/** The numbers that a store keeps for a series. */
export interface SummaryState {
  /** Number of points, finite or not. */
  readonly count: number;
  /**
   * Number of points that are NaN or infinite, which the other numbers leave out; absent from rows
   * written before stores kept such points.
   */
  readonly nonFinite?: number | undefined;
  /** Smallest value; `Infinity` without finite points. */
  readonly min: number;
  /** Largest value; `-Infinity` without finite points. */
  readonly max: number;
  /** Value at the highest step, or the latest of several; NaN without finite points. */
  readonly last: number;
  /** Step of the last value; -1 if it has no step. */
  readonly lastStep: number;
  /** Time of the last value, in seconds since 1970; `-Infinity` without finite points. */
  readonly lastTime: number;
  /** Mean value. */
  readonly mean: number;
  /** Sum of the squared distances from the mean. */
  readonly squares: number;
}

/** All numbers of a series. */
type FullState = SummaryState & { readonly nonFinite: number };

/** The summary of a series without points. */
export const EMPTY_SUMMARY: FullState = {
  count: 0,
  nonFinite: 0,
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
  #nonFinite: number;
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
    this.#nonFinite = state.nonFinite ?? 0;
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
    if (!Number.isFinite(value)) {
      this.#nonFinite++;
      return;
    }
    const count = this.#count - this.#nonFinite;
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
    const offset = value - this.#mean;
    // The difference of two finite values may be infinite.
    this.#mean += Number.isFinite(offset) ? offset / count : value / count - this.#mean / count;
    this.#squares += offset * (value - this.#mean);
    const rank = step === step ? step : -1;
    if (rank > this.#lastStep || (rank === this.#lastStep && time >= this.#lastTime)) {
      this.#last = value;
      this.#lastStep = rank;
      this.#lastTime = time;
    }
  }

  /** Returns the state to store. */
  state(): FullState {
    return {
      count: this.#count,
      nonFinite: this.#nonFinite,
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

/** Returns the summary of a series, from its stored numbers. */
export function toSummary(name: string, state: SummaryState): SeriesSummary {
  const { min, max, mean, squares, last, lastTime, nonFinite = 0 } = state;
  const count = state.count - nonFinite;
  if (count === 0) {
    const none = { min: undefined, max: undefined, avg: undefined, stddev: undefined };
    return { name, count, nonFinite, ...none, last: undefined, time: undefined };
  }
  const stddev = Math.sqrt(squares / count);
  return { name, count, nonFinite, min, max, avg: mean, stddev, last, time: lastTime };
}
