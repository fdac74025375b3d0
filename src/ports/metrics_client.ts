/**
 * The port that sends metric points, and reads them where the service stores them unchanged. AWS
 * accepts 10 points per request and stores statistics; an embedded store accepts thousands and
 * stores all.
 *
 * @module
 */

import type { SeriesName } from "./series_name.ts";
import type { ThinnedQuery, ThinnedSeries } from "./thinned_series.ts";

/** Points of one run, as columns of equal length. Point `i` is row `i` of each column. */
export interface MetricBatch {
  /** Trial component of the run. */
  readonly trialComponentName: string;
  /**
   * Identifies the batch: equal for every attempt to send it, so that a receiver can detect a
   * repetition.
   */
  readonly token: string;
  /** Metric names, indexed by `series`. */
  readonly names: readonly string[];
  /** Index into `names`, one per point. */
  readonly series: Uint32Array;
  /** Values; all finite, unless the receiver holds every point. */
  readonly values: Float64Array;
  /** Milliseconds since 1970. */
  readonly timestamps: Float64Array;
  /** Whole numbers from 0, or NaN for a point without a step. */
  readonly steps: Float64Array;
}

/** A point that the receiver rejected. */
export interface PointRefusal {
  /** Row of the point in its batch. */
  readonly index: number;
  /** `retry` if sending the point again may succeed; `refuse` if the rejection is final. */
  readonly verdict: "retry" | "refuse";
  /** Error code from the receiver, such as `VALIDATION_ERROR`. */
  readonly code: string;
}

/** A query for points of one series. */
export interface SeriesQuery extends SeriesName {
  /** First point, in order of arrival from 0. */
  readonly from: number;
  /** Maximum number of points; `Infinity` for all of them. */
  readonly limit: number;
}

/** Points of one series in order of arrival, as columns of equal length. */
export interface SeriesPoints {
  /** Metric values. */
  readonly values: Float64Array;
  /** Milliseconds since 1970. */
  readonly timestamps: Float64Array;
  /** Whole numbers from 0, or NaN for a point without a step. */
  readonly steps: Float64Array;
}

/** Sends metric points to a service, and reads them if the service stores them. */
export interface MetricsClient {
  /** Maximum number of points per batch. It may grow once the service has answered. */
  readonly largestBatch: number;
  /** Maximum number of batches in flight. */
  readonly concurrency: number;
  /**
   * Whether the service holds every point that a program can log: NaN and infinities, every time
   * that a `Date` can hold and every safe whole step. SageMaker holds finite values only, recent
   * times and 31 bits of step.
   */
  readonly holdsEveryPoint?: boolean | undefined;
  /**
   * Sends one batch.
   *
   * @param batch Points of one run
   * @param options `signal` aborts the call
   * @returns The rejected points; empty if all were accepted
   * @throws If the whole batch failed, with the AWS SDK's error
   */
  put(
    batch: MetricBatch,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<readonly PointRefusal[]>;
  /**
   * Returns points as they were logged. Absent if the service does not store individual points, as
   * in SageMaker.
   *
   * @param query Series and range of points
   * @param options `signal` aborts the call
   * @returns The points; fewer than the limit if there are no more
   */
  read?(
    query: SeriesQuery,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<SeriesPoints>;
  /**
   * Returns those points of a series that a chart can show. The window is cut into columns of equal
   * width. Each keeps its first, last, smallest and largest value, and its first and last point that
   * is NaN or infinite, as `decimate` does. The nearest point on each side of a window is added, so
   * that lines reach its edges. A window with at most 7 points per column is returned whole. Absent
   * if the service does not store individual points.
   *
   * @param query Series, axis, width of the chart and window
   * @param options `signal` aborts the call
   * @returns The points, at most 7 per column and one beside each edge
   */
  readThinned?(
    query: ThinnedQuery,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<ThinnedSeries>;
  /**
   * Returns the number of points that are NaN or infinite, by trial component and metric name. Runs
   * and metrics without such points are omitted. Absent if the service holds none.
   *
   * @param trialComponentNames Trial components of the runs, such as those of a page of a listing
   */
  countNonFinite?(
    trialComponentNames: readonly string[],
  ): Promise<ReadonlyMap<string, ReadonlyMap<string, number>>>;
}
