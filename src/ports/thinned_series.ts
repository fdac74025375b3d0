/**
 * The port that reads long series for charts: only the points that a chart can show.
 *
 * @module
 */
import type { SeriesName } from "./series_name.ts";

/**
 * Quantity on the x axis of a chart: steps, times in milliseconds since 1970, or milliseconds since
 * the earliest point of the series.
 */
export type ThinningAxis = "step" | "time" | "elapsed";

/** The part of an axis that a chart shows, both ends included. */
export interface AxisWindow {
  /** Left end. */
  readonly from: number;
  /** Right end. */
  readonly to: number;
}

/** A query for the points of a series that a chart can show. */
export interface ThinnedQuery extends SeriesName {
  /** Quantity on the x axis. */
  readonly axis: ThinningAxis;
  /**
   * Axis to use instead if no point has a place on the first one, so that a series without steps is
   * read once.
   * @default none
   */
  readonly fallback?: Exclude<ThinningAxis, "step"> | undefined;
  /** Width of the chart in pixels: a whole number from 1. */
  readonly columns: number;
  /**
   * The part of the axis to show, as after a zoom.
   * @default the whole series
   */
  readonly window?: AxisWindow | undefined;
}

/** The points of a series that a chart can show, by increasing x. */
export interface ThinnedSeries {
  /** Axis of the points: that of the query, or its fallback. */
  readonly axis: ThinningAxis;
  /** Place of each point on the axis. */
  readonly x: Float64Array;
  /** Value of each point, as it was logged: NaN and infinities too. */
  readonly values: Float64Array;
  /** Number of points of the series. */
  readonly count: number;
  /** Number of those points that the window contains. */
  readonly countWithin: number;
  /** Number of points within the window that are NaN or infinite. */
  readonly nonFinite: number;
  /** Number of points without a place on the axis, such as those without a step. */
  readonly withoutPlace: number;
}
