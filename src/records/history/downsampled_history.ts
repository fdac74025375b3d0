/**
 * Reads those points of a metric that a chart can show, from a session that keeps points. Loaded with
 * the first such history.
 *
 * @module
 */
import { sessionOf } from "../../connect/default_session.ts";
import { ArgumentError } from "../../errors.ts";
import { NUMBER, oneOf, recordOf, required, wholeFrom } from "../../kinds.ts";
import { type OptionKinds, requireOptions } from "../../options.ts";
import type { ThinnedSeries } from "../../ports/thinned_series.ts";
import { keptName } from "../../rules/metric_name.ts";
import { REQUEST_OPTIONS, type RequestOptions } from "../../session/request_options.ts";
import { checkReference, locateRun, type RunReference } from "../runs/reference.ts";

/** Options of {@linkcode getDownsampledHistory}. */
export interface DownsampledHistoryOptions extends RequestOptions {
  /** Width of the chart in pixels: a whole number from 1. */
  readonly columns: number;
  /**
   * Quantity on the x axis: steps, or times in milliseconds since 1970.
   * @default "step", or "time" for a metric whose points all have no step
   */
  readonly xAxis?: "step" | "time" | undefined;
  /**
   * The part of the axis that the chart shows, both ends included. The nearest point on each side is
   * added, so that lines reach the edges.
   * @default the whole metric
   */
  readonly window?: { readonly from: number; readonly to: number } | undefined;
}

/** The points of a metric that a chart can show. `xAxis` names the column of their positions. */
export type DownsampledHistory = DownsampledByStep | DownsampledByTime;

/** Members of every downsampled history. */
export interface DownsampledHistoryFacts {
  /** Name of the metric. */
  readonly metricName: string;
  /** Values of the kept points, as they were logged: NaN and infinities too. */
  readonly values: Float64Array;
  /** Number of points of the metric. */
  readonly count: number;
  /** Number of points that the window contains. */
  readonly countWithin: number;
  /** Number of points within the window that are NaN or infinite. */
  readonly nonFinite: number;
  /** Number of points without a step, if the axis shows steps. */
  readonly withoutPlace: number;
}

/** Points of a metric along its steps. */
export interface DownsampledByStep extends DownsampledHistoryFacts {
  /** Marks points along steps. */
  readonly xAxis: "step";
  /** Step of each kept point, not decreasing. */
  readonly steps: Float64Array;
}

/** Points of a metric along time. */
export interface DownsampledByTime extends DownsampledHistoryFacts {
  /** Marks points along time. */
  readonly xAxis: "time";
  /** Time of each kept point, in milliseconds since 1970, not decreasing. */
  readonly timestamps: Float64Array;
}

const ACTION = "Cannot downsample history";

const OPTIONS: OptionKinds<DownsampledHistoryOptions> = {
  ...REQUEST_OPTIONS,
  columns: required(wholeFrom(1)),
  xAxis: oneOf("step", "time"),
  window: recordOf("be an object with from and to", { from: NUMBER, to: NUMBER }),
};

/** Returns the points of each metric that a chart can show, as `getDownsampledHistory` does. */
export async function readDownsampledHistories(
  run: RunReference,
  metricNames: readonly string[],
  options: DownsampledHistoryOptions,
): Promise<readonly DownsampledHistory[]> {
  checkReference(ACTION, run);
  requireOptions(ACTION, options, OPTIONS);
  checkValues(metricNames, options);
  const { columns, window, xAxis, signal } = options;
  const session = await sessionOf(options);
  const readThinned = session.metrics?.readThinned?.bind(session.metrics);
  if (!readThinned) {
    throw refusal(
      "session",
      session.location,
      "keep points, as a local store does; getMetricHistory reads SageMaker's statistics",
    );
  }
  const { trialComponentName } = await locateRun(run, session, signal);
  const histories: DownsampledHistory[] = [];
  // One at a time: each holds all points of its metric while it is read.
  for (const name of metricNames) {
    const query = {
      trialComponentName,
      metricName: keptName(name),
      axis: xAxis ?? "step",
      fallback: xAxis === undefined ? "time" as const : undefined,
      columns,
      window,
    };
    histories.push(toHistory(name, await readThinned(query, { signal })));
  }
  return histories;
}

function toHistory(metricName: string, { axis, x, ...facts }: ThinnedSeries): DownsampledHistory {
  return axis === "step"
    ? { xAxis: "step", metricName, steps: x, ...facts }
    : { xAxis: "time", metricName, timestamps: x, ...facts };
}

function checkValues(
  metricNames: readonly string[],
  { window }: DownsampledHistoryOptions,
): void {
  if (metricNames.includes("")) throw refusal("metricName", "", "be text of at least 1 character");
  if (window && !(window.from <= window.to)) {
    throw refusal("window", window, "have a from that is at most its to");
  }
}

function refusal(argument: string, value: unknown, rule: string): ArgumentError {
  return new ArgumentError(ACTION, { argument, value, rule });
}
