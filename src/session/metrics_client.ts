/**
 * The port through which metric points leave. AWS takes 10 points a request; an embedded store takes
 * thousands.
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
}
