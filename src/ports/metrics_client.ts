/**
 * The port through which metric points leave, and come back where they are kept as they were. AWS
 * takes 10 points a request and keeps statistics; an embedded store takes thousands and keeps all.
 *
 * @module
 */

/** Points of one run as columns of equal length; point `i` is row `i` of each. */
export interface MetricBatch {
  /** The run's trial component. */
  readonly trialComponentName: string;
  /** The same for every attempt at this batch, so that a receiver can tell a repetition. */
  readonly token: string;
  /** Metric names; `series` indexes them. */
  readonly names: readonly string[];
  /** Index into `names`, one a point. */
  readonly series: Uint32Array;
  /** The values: finite. */
  readonly values: Float64Array;
  /** Milliseconds since 1970. */
  readonly timestamps: Float64Array;
  /** Whole numbers from 0, or NaN for a point without a step. */
  readonly steps: Float64Array;
}

/** What the receiver said of one point it did not take. */
export interface PointRefusal {
  /** The point's row in its batch. */
  readonly index: number;
  /** `retry`: worth sending again; `refuse`: final. */
  readonly verdict: "retry" | "refuse";
  /** The receiver's code, such as `VALIDATION_ERROR`. */
  readonly code: string;
}

/** Which points of one series. */
export interface SeriesQuery {
  /** The run's trial component. */
  readonly trialComponentName: string;
  /** The metric. */
  readonly metricName: string;
  /** First point, by order of arrival from 0. */
  readonly from: number;
  /** How many at most. */
  readonly limit: number;
}

/** Points of one series in order of arrival, as columns of equal length. */
export interface SeriesPoints {
  /** The values. */
  readonly values: Float64Array;
  /** Milliseconds since 1970. */
  readonly timestamps: Float64Array;
  /** Whole numbers from 0, or NaN for a point without a step. */
  readonly steps: Float64Array;
}

/** Where points go. */
export interface MetricsClient {
  /** Most points in one batch. */
  readonly largestBatch: number;
  /** Most batches in flight at once. */
  readonly concurrency: number;
  /**
   * Sends one batch.
   *
   * @param batch The points
   * @param options `signal` gives up
   * @returns The points that were not taken; empty when all were
   * @throws when the batch as a whole failed, with the AWS SDK's error
   */
  put(
    batch: MetricBatch,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<readonly PointRefusal[]>;
  /**
   * Points as they were logged. Absent where the service keeps none of them, as SageMaker.
   *
   * @param query Which
   * @param options `signal` gives up
   * @returns The points; fewer than the limit when there are no more
   */
  read?(
    query: SeriesQuery,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<SeriesPoints>;
}
