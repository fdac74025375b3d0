/**
 * The request in which runlog's clients send many points to a served store. It is runlog's own: AWS
 * has no such operation, and a client sends it only where an answer offered it.
 *
 * @module
 */

/** Largest number of points per request. */
export const COLUMNS_SIZE = 5_000;

/**
 * Header of a served store's answers to BatchPutMetrics and BatchGetMetrics: the largest number of
 * points that it takes in one request of columns.
 */
export const COLUMNS_HEADER = "x-runlog-largest-batch";

/** Name of the operation; its path has a slash before. No bucket of S3 has such a name. */
export const COLUMNS_OPERATION = "RunlogPutPoints";

/** Header of the token that is equal for every attempt to send a batch. */
export const TOKEN_HEADER = "x-runlog-idempotency-token";

/** Members of the request: points of one run, as columns of equal length. */
export interface PointColumnsRequest {
  /** Trial component of the run. */
  readonly TrialComponentName: string;
  /** Names of the metrics. */
  readonly MetricNames: readonly string[];
  /** Index into `MetricNames`, one per point. */
  readonly Series: readonly number[];
  /** Values. */
  readonly Values: readonly number[];
  /** Milliseconds since 1970. */
  readonly Timestamps: readonly number[];
  /** Whole numbers from 0, or {@linkcode NO_STEP}. */
  readonly Steps: readonly number[];
}

/** Step of a point without a step: JSON has no NaN. */
export const NO_STEP = -1;
