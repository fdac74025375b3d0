/**
 * The points of a metric, read back: as they were logged where the service keeps them, and as
 * statistics by step or time from SageMaker. Browser-safe.
 *
 * @module
 */
import { ArgumentError } from "../errors.ts";
import { brokenNameRule } from "../metrics/name.ts";
import {
  type MetricPeriod,
  type MetricStatistic,
  readStatistics,
  type StatisticColumns,
} from "../metrics/statistics.ts";
import { defaultSession } from "../session/default.ts";
import type { MetricsClient, SeriesPoints } from "../session/metrics_client.ts";
import type { Session, SessionLike } from "../session/session.ts";
import { locateRun, type RunLocation, type RunReference } from "./reference.ts";

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

/** Points read at a time: 2.4 MB of columns. */
const PIECE = 100_000;

const PERIODS: readonly string[] = ["minute", "fiveMinutes", "hour"];
const STATISTICS = ["last", "average", "min", "max", "count", "standardDeviation"];

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
  checkOptions(options);
  for (const name of metricNames) {
    const rule = brokenNameRule(name);
    if (rule !== undefined) throw refusal("metricName", name, rule);
  }
  const session = await (options.session ?? defaultSession());
  const location = await locateRun(run, session, options.signal);
  const read = session.metrics?.read?.bind(session.metrics);
  const by = options.by ?? (read ? "point" : undefined);
  if (by !== "point") {
    return await readHistories(session, location, metricNames, { ...options, by });
  }
  if (!read) {
    throw refusal("by", "point", "be a step or a period: this session's service keeps no points");
  }
  const histories: MetricHistory[] = [];
  for (const name of metricNames) {
    histories.push(await readPoints(read, location.trialComponentName, name, options));
  }
  return histories;
}

async function readPoints(
  read: NonNullable<MetricsClient["read"]>,
  trialComponentName: string,
  metricName: string,
  { signal, startStep, endStep }: MetricHistoryOptions,
): Promise<PointHistory> {
  const pieces: SeriesPoints[] = [];
  for (let from = 0, length = PIECE; length === PIECE; from += PIECE) {
    signal?.throwIfAborted();
    const query = { trialComponentName, metricName, from, limit: PIECE };
    const piece = await read(query, { signal });
    length = piece.values.length;
    pieces.push(
      startStep === undefined && endStep === undefined
        ? piece
        : withinSteps(piece, startStep ?? 0, endStep ?? Infinity),
    );
  }
  const column = (name: keyof SeriesPoints) => concatenated(pieces.map((piece) => piece[name]));
  return {
    kind: "points",
    metricName,
    values: column("values"),
    timestamps: column("timestamps"),
    steps: column("steps"),
  };
}

function withinSteps(columns: SeriesPoints, start: number, end: number): SeriesPoints {
  const isWithin = (_: number, row: number): boolean => {
    const step = columns.steps[row] ?? NaN;
    return step >= start && step <= end;
  };
  return {
    values: columns.values.filter(isWithin),
    timestamps: columns.timestamps.filter(isWithin),
    steps: columns.steps.filter(isWithin),
  };
}

function concatenated(pieces: readonly Float64Array[]): Float64Array {
  const [only] = pieces;
  if (only && pieces.length === 1) return only;
  const whole = new Float64Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

type StatisticOptions = Omit<MetricHistoryOptions, "by"> & {
  readonly by: "step" | MetricPeriod | undefined;
};

async function readHistories(
  session: Session,
  location: RunLocation,
  names: readonly string[],
  options: StatisticOptions,
): Promise<readonly MetricHistory[]> {
  const { by = "step", signal, startStep, endStep } = options;
  const statistic = options.statistic ?? (by === "step" ? "last" : "average");
  const range = by === "step" ? { start: startStep, end: endStep } : {};
  const queries = names.map((metricName) => ({
    arn: location.arn,
    metricName,
    statistic,
    by,
    range,
  }));
  const columns = await readStatistics(session, queries, signal);
  const histories = names.map((name, index) => toHistory(name, by, statistic, columns[index]));
  if (options.by !== undefined || startStep !== undefined || endStep !== undefined) {
    return histories;
  }
  const stepless = names.filter((_, index) => histories[index]?.values.length === 0);
  if (stepless.length === 0) return histories;
  const byMinute = await readHistories(session, location, stepless, { ...options, by: "minute" });
  const found = new Map(
    byMinute.filter(({ values }) => values.length > 0).map((one) => [one.metricName, one]),
  );
  return histories.map((history) => found.get(history.metricName) ?? history);
}

function toHistory(
  metricName: string,
  by: "step" | MetricPeriod,
  statistic: MetricStatistic,
  columns: StatisticColumns | undefined,
): StepHistory | PeriodHistory {
  const { places, values } = columns ??
    { places: new Float64Array(), values: new Float64Array() };
  return by === "step"
    ? { kind: "steps", metricName, statistic, steps: places, values }
    : { kind: "periods", metricName, statistic, period: by, timestamps: places, values };
}

function checkOptions({ by, statistic, startStep, endStep }: MetricHistoryOptions): void {
  if (by !== undefined && by !== "point" && by !== "step" && !PERIODS.includes(by)) {
    throw refusal("by", by, `be one of point, step, ${PERIODS.join(", ")}`);
  }
  if (statistic !== undefined && !STATISTICS.includes(statistic)) {
    throw refusal("statistic", statistic, `be one of ${STATISTICS.join(", ")}`);
  }
  for (const [argument, step] of Object.entries({ startStep, endStep })) {
    if (step !== undefined && (!Number.isSafeInteger(step) || step < 0)) {
      throw refusal(argument, step, "be a whole number from 0");
    }
  }
}

function refusal(argument: string, value: unknown, rule: string): ArgumentError {
  return new ArgumentError("Cannot read metric history", { argument, value, rule });
}
