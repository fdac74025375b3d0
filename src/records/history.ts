/**
 * The points of a metric, read back: as they were logged where the service keeps them, and as
 * statistics by step or time from SageMaker. Browser-safe.
 *
 * @module
 */
import type { MetricPeriod, MetricStatistic } from "../metrics/statistics.ts";
import type { SeriesPoints } from "../session/metrics_client.ts";
import type { SessionLike } from "../session/session.ts";
import type { RunReference } from "./reference.ts";

/** Options of {@linkcode metricHistory}. */
export interface MetricHistoryOptions {
  /**
   * What to read. `point`: every point as it was logged, which only local stores keep. `step`: one
   * number for the points of each step; points without a step are left out. A period: one number for
   * each minute, five minutes or hour in which there are points.
   *
   * @default "point" where the session keeps points; otherwise "step", and "minute" for a metric none
   * of whose points has a step
   */
  readonly by?: "point" | "step" | MetricPeriod | undefined;
  /**
   * Which number tells of points that share a step or period.
   * @default "last" of a step, "average" of a period
   */
  readonly statistic?: MetricStatistic | undefined;
  /**
   * First step to read. Periods are read in full.
   * @default the first
   */
  readonly startStep?: number | undefined;
  /**
   * Last step to read.
   * @default the last
   */
  readonly endStep?: number | undefined;
  /**
   * Where to read.
   * @default `defaultSession()`
   */
  readonly session?: SessionLike | undefined;
  /** Gives up. */
  readonly signal?: AbortSignal | undefined;
}

/** Every point of a metric, in the order in which they arrived, as columns of equal length. */
export interface PointHistory extends SeriesPoints {
  /** These are points as they were logged. */
  readonly kind: "points";
  /** The metric. */
  readonly metricName: string;
}

/** A statistic of a metric's points for each step, as columns of equal length. */
export interface StepHistory {
  /** These are not points, but one number a step. */
  readonly kind: "steps";
  /** The metric. */
  readonly metricName: string;
  /** What the numbers are. */
  readonly statistic: MetricStatistic;
  /** Steps, increasing. */
  readonly steps: Float64Array;
  /** A number for each step. */
  readonly values: Float64Array;
}

/** A statistic of a metric's points for each period of time, as columns of equal length. */
export interface PeriodHistory {
  /** These are not points, but one number a period. */
  readonly kind: "periods";
  /** The metric. */
  readonly metricName: string;
  /** What the numbers are. */
  readonly statistic: MetricStatistic;
  /** How long each period is. */
  readonly period: MetricPeriod;
  /** Beginnings of the periods in which there are points, in milliseconds since 1970, increasing. */
  readonly timestamps: Float64Array;
  /** A number for each period. */
  readonly values: Float64Array;
}

/** A metric read back; `kind` says as what. */
export type MetricHistory = PointHistory | StepHistory | PeriodHistory;

/**
 * The history of a metric. A metric of which nothing was logged has an empty one. SageMaker shows
 * points a few seconds after they were acknowledged.
 *
 * @param run The run: as it is open, as a record, or by its names
 * @param metricName The metric
 * @param options What to read of it
 * @returns Columns; 24 bytes a point
 * @throws {RunNotFoundError} when there is no run of these names
 * @throws {MetricQueryError} when the service cannot answer
 * @throws {ArgumentError} when an argument is out of range, or points are asked of a session that
 * keeps none
 *
 * @example
 * ```ts
 * import { metricHistory, withRun } from "@runlog/sagemaker";
 *
 * const run = { experimentName: "demo", runName: "history" };
 * await withRun(run, (run) => {
 *   for (let step = 0; step < 3; step++) run.logMetric("loss", 1 / (step + 1), { step });
 * });
 * const loss = await metricHistory(run, "loss", { by: "step" });
 * if (loss.kind === "steps") console.log(loss.steps, loss.values);
 * ```
 */
export async function metricHistory(
  run: RunReference,
  metricName: string,
  options: MetricHistoryOptions = {},
): Promise<MetricHistory> {
  const [history] = await metricHistories(run, [metricName], options);
  // One name was asked for.
  return history as MetricHistory;
}

/**
 * The histories of several metrics of a run, in as few requests as there can be: from SageMaker a
 * hundred metrics a request, and one more for what an answer had no room for.
 *
 * @param run The run: as it is open, as a record, or by its names
 * @param metricNames The metrics, such as the keys of a record's `metrics`
 * @param options What to read of each
 * @returns A history for each name, in their order
 * @throws {RunNotFoundError} when there is no run of these names
 * @throws {MetricQueryError} when the service cannot answer
 * @throws {ArgumentError} as {@linkcode metricHistory}
 *
 * @example
 * ```ts
 * import { getRun, metricHistories, withRun } from "@runlog/sagemaker";
 *
 * const run = { experimentName: "demo", runName: "histories" };
 * await withRun(run, (run) => run.logMetrics({ loss: 0.5, accuracy: 0.9 }, { step: 0 }));
 * const record = await getRun(run);
 * for (const { metricName, values } of await metricHistories(record, Object.keys(record.metrics))) {
 *   console.log(metricName, values.length);
 * }
 * ```
 */
export async function metricHistories(
  run: RunReference,
  metricNames: readonly string[],
  options: MetricHistoryOptions = {},
): Promise<readonly MetricHistory[]> {
  const { readHistories } = await import("./read_history.ts");
  return await readHistories(run, metricNames, options);
}
