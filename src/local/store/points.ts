/**
 * The port of metric points. Each metric of a component is a series: its points in order of
 * arrival, and their summary.
 *
 * @module
 */
import type {
  MetricBatch,
  PointRefusal,
  SeriesPoints,
  SeriesQuery,
} from "../../ports/metrics_client.ts";
import type { SeriesName } from "../../ports/series_name.ts";
import type { Awaitable } from "./awaitable.ts";

/** The summary of a series' finite points. Its numbers are undefined without such points. */
export interface SeriesSummary {
  /** Metric name. */
  readonly name: string;
  /** Number of finite points. */
  readonly count: number;
  /** Number of points that are NaN or infinite. */
  readonly nonFinite?: number | undefined;
  /** Smallest value. */
  readonly min: number | undefined;
  /** Largest value. */
  readonly max: number | undefined;
  /** Mean value. */
  readonly avg: number | undefined;
  /** Standard deviation of the population. */
  readonly stddev: number | undefined;
  /** Value at the highest step, or of the latest point if there are no steps. */
  readonly last: number | undefined;
  /** Time of the last point, in seconds since 1970. */
  readonly time: number | undefined;
}

/**
 * Time to keep the answer to a batch in case the batch is delivered again, in seconds. AWS accepts
 * points that are two weeks late; this is one day more.
 */
export const TOKEN_AGE: number = 15 * 86_400;

/**
 * Maximum number of old tokens that a batch forgets. Each batch adds one, so the old ones become
 * fewer, and none of the batches has to wait for a long deletion.
 */
export const FORGOTTEN_TOKENS = 100;

/**
 * Metric points. Trial component names are lower case. A store keeps times in seconds since 1970,
 * as in the service's answers; batches and series use milliseconds.
 */
export interface PointTables {
  /**
   * Stores a batch, and returns the points that it rejects. A batch with a known token gets the
   * same answer again, and is not stored twice.
   */
  put(batch: MetricBatch, now: number): Awaitable<readonly PointRefusal[]>;
  /** Returns the number of points of a series, finite or not. */
  count(series: SeriesName): Awaitable<number>;
  /**
   * Returns points of one series, in order of arrival.
   *
   * @param query Series and range of points
   * @param into Columns to write them to, so that long reads leave no garbage; they have room for the
   * limit
   */
  read(query: SeriesQuery, into?: SeriesPoints): Awaitable<SeriesPoints>;
  /** Returns the summary of each series of a component. */
  summaries(component: string): Awaitable<readonly SeriesSummary[]>;
  /**
   * Returns the number of points that are NaN or infinite, by metric name. Metrics without such
   * points are omitted.
   */
  nonFinite(component: string): Awaitable<ReadonlyMap<string, number>>;
  /**
   * Removes the points of a component. None of them can be read any more, but the rows of a long
   * series are deleted later, some at a time.
   */
  remove(component: string): Awaitable<void>;
}

/** Returns columns for points: new ones, or the beginning of those that a caller has. */
export function columnsFor(length: number, into?: SeriesPoints): SeriesPoints {
  const column = (given?: Float64Array): Float64Array =>
    given?.subarray(0, length) ?? new Float64Array(length);
  return {
    values: column(into?.values),
    timestamps: column(into?.timestamps),
    steps: column(into?.steps),
  };
}

/** Largest distance of a point's time from 1970, in milliseconds: that of a `Date`. */
export const FARTHEST_TIME = 8.64e15;

/** Converts a time to a store's unit, seconds since 1970. */
export function toSeconds(milliseconds: number): number {
  return milliseconds / 1000;
}

/**
 * Converts a store's time to milliseconds since 1970. The result is whole, so the original value is
 * restored.
 */
export function toMilliseconds(seconds: number): number {
  return Math.round(seconds * 1000);
}
