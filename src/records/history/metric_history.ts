/**
 * Reads the histories of metrics: points where the service keeps them, and statistics from
 * SageMaker. Loaded with the first history.
 *
 * @module
 */
import { ArgumentError } from "../../errors.ts";
import { keptName } from "../../rules/metric_name.ts";
import { isStatistic, type MetricStatistic, STATISTICS } from "../../text/statistics.ts";
import {
  type MetricPeriod,
  readStatistics,
  type StatisticColumns,
} from "../../metrics/statistics.ts";
import { sessionOf } from "../../connect/default_session.ts";
import type { MetricsClient, SeriesPoints } from "../../ports/metrics_client.ts";
import type { Session } from "../../session/session.ts";
import { locateRun, type RunLocation, type RunReference } from "../runs/reference.ts";
import { REQUEST_OPTIONS, type RequestOptions } from "../../session/request_options.ts";
import { checkOptions, type OptionKinds } from "../../options.ts";
import { checkReference } from "../runs/reference.ts";
import { numberFrom, oneOf } from "../../kinds.ts";

/** Options of {@linkcode getMetricHistory}. */
export interface MetricHistoryOptions extends RequestOptions {
  /**
   * Kind of history. `point`: every logged point, which only local stores keep. `step`: one number
   * per step, without the points that have no step. A period: one number per minute, five minutes
   * or hour that has points.
   *
   * @default "point" if the session keeps points; otherwise "step", or "minute" for a metric whose
   * points all have no step
   */
  readonly by?: "point" | "step" | MetricPeriod | undefined;
  /**
   * Statistic of the points that share a step or period.
   * @default "last" for a step, "avg" for a period
   */
  readonly statistic?: MetricStatistic | undefined;
  /**
   * First step to read. Ignored for periods, which are read completely.
   * @default the first
   */
  readonly startStep?: number | undefined;
  /**
   * Last step to read.
   * @default the last
   */
  readonly endStep?: number | undefined;
}

/** Every point of a metric, in order of arrival, as columns of equal length. */
export interface PointHistory extends SeriesPoints {
  /** Marks a history of logged points. */
  readonly kind: "point";
  /** Name of the metric. */
  readonly metricName: string;
}

/** A statistic of a metric's points for each step, as columns of equal length. */
export interface StepHistory {
  /** Marks a history with one number per step. */
  readonly kind: "step";
  /** Name of the metric. */
  readonly metricName: string;
  /** Statistic that the values hold. */
  readonly statistic: MetricStatistic;
  /** Steps, in increasing order. */
  readonly steps: Float64Array;
  /** One number per step. */
  readonly values: Float64Array;
}

/** A statistic of a metric's points for each period of time, as columns of equal length. */
export interface PeriodHistory {
  /** Marks a history with one number per period. */
  readonly kind: "period";
  /** Name of the metric. */
  readonly metricName: string;
  /** Statistic that the values hold. */
  readonly statistic: MetricStatistic;
  /** Length of each period. */
  readonly period: MetricPeriod;
  /** Start times of the periods that have points, in milliseconds since 1970, in increasing order. */
  readonly timestamps: Float64Array;
  /** One number per period. */
  readonly values: Float64Array;
}

/** History of a metric. `kind` distinguishes points, steps and periods. */
export type MetricHistory = PointHistory | StepHistory | PeriodHistory;

const PERIODS: readonly string[] = ["minute", "fiveMinutes", "hour"];

const ACTION = "Cannot read metric history";

const OPTIONS: OptionKinds<MetricHistoryOptions> = {
  ...REQUEST_OPTIONS,
  by: oneOf("point", "step", ...PERIODS),
  statistic: oneOf(...STATISTICS),
  startStep: numberFrom(-Infinity),
  endStep: numberFrom(-Infinity),
};

/** Returns a history for each name, as `getMetricHistory` does. */
export async function readHistories(
  run: RunReference,
  metricNames: readonly string[],
  options: MetricHistoryOptions,
): Promise<readonly MetricHistory[]> {
  checkReference(ACTION, run);
  checkOptions(ACTION, options, OPTIONS);
  checkValues(options);
  for (const name of metricNames) {
    if (typeof name === "string" && name !== "") continue;
    throw refusal("metricName", name, "be text of at least 1 character");
  }
  const session = await sessionOf(options);
  const location = await locateRun(run, session, options.signal);
  const read = session.metrics?.read?.bind(session.metrics);
  const by = options.by ?? (read ? "point" : undefined);
  if (by !== "point") {
    return await readAlong(session, location, metricNames, { ...options, by });
  }
  if (!read) {
    throw refusal(
      "by",
      "point",
      "be a step or a period because this session's service keeps no points",
    );
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
  signal?.throwIfAborted();
  const query = { trialComponentName, metricName: keptName(metricName), from: 0, limit: Infinity };
  const found = await read(query, { signal });
  const { values, timestamps, steps } = startStep === undefined && endStep === undefined
    ? found
    : withinSteps(found, startStep ?? 0, endStep ?? Infinity);
  return { kind: "point", metricName, values, timestamps, steps };
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

type StatisticOptions = Omit<MetricHistoryOptions, "by"> & {
  readonly by: "step" | MetricPeriod | undefined;
};

async function readAlong(
  session: Session,
  location: RunLocation,
  names: readonly string[],
  options: StatisticOptions,
): Promise<readonly MetricHistory[]> {
  const { by = "step", signal, startStep, endStep } = options;
  const statistic = options.statistic ?? (by === "step" ? "last" : "avg");
  const range = by === "step" ? { start: startStep, end: endStep } : {};
  const queries = names.map((metricName) => ({
    arn: location.arn,
    metricName: keptName(metricName),
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
  const byMinute = await readAlong(session, location, stepless, { ...options, by: "minute" });
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
    ? { kind: "step", metricName, statistic, steps: places, values }
    : { kind: "period", metricName, statistic, period: by, timestamps: places, values };
}

function checkValues({ by, statistic, startStep, endStep }: MetricHistoryOptions): void {
  if (by !== undefined && by !== "point" && by !== "step" && !PERIODS.includes(by)) {
    throw refusal("by", by, `be one of point, step, ${PERIODS.join(", ")}`);
  }
  if (statistic !== undefined && !isStatistic(statistic)) {
    throw refusal("statistic", statistic, `be one of ${STATISTICS.join(", ")}`);
  }
  for (const [argument, step] of Object.entries({ startStep, endStep })) {
    if (step !== undefined && (!Number.isSafeInteger(step) || step < 0)) {
      throw refusal(argument, step, "be a whole number from 0");
    }
  }
}

function refusal(argument: string, value: unknown, rule: string): ArgumentError {
  return new ArgumentError(ACTION, { argument, value, rule });
}
