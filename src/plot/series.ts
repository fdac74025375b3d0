/**
 * Prepares the series of a metric for drawing.
 *
 * @module
 */
import { ArgumentError } from "../errors.ts";
import { findNonFinite, type NonFinite } from "../text/non_finite.ts";
import { decimate, orderOf } from "./decimate.ts";
import { smooth } from "./smooth.ts";
import { either, type Kind, NUMBERS, optional, recordOf, TEXT } from "../kinds.ts";

/**
 * One line of a chart: a metric of a run.
 *
 * @example
 * ```ts
 * import type { MetricSeries } from "@runlog/sagemaker/plot";
 *
 * const series: MetricSeries = { label: "run-1", x: new Float64Array([0, 1]), y: [0.9, 0.4] };
 * console.log(series.label);
 * ```
 */
export interface MetricSeries {
  /** Label of the line in the legend. It is never parsed as HTML. */
  readonly label: string;
  /** Steps, or times in milliseconds since 1970, in any order. */
  readonly x: ArrayLike<number>;
  /**
   * One value per x. NaN, infinite values and those beyond ±8e307 are gaps. Crosses at the edge of
   * the chart show where a series is NaN or infinite.
   */
  readonly y: ArrayLike<number>;
}

/**
 * A metric's history as `getMetricHistory` returns it. The axis selects its steps or its
 * timestamps.
 *
 * @example Two runs in one figure: only the labels are added to the histories
 * ```ts
 * import { DOMParser } from "linkedom";
 * import { getMetricHistory, withRun } from "@runlog/sagemaker";
 * import { metricPlot, type HistorySeries } from "@runlog/sagemaker/plot";
 *
 * const document = new DOMParser().parseFromString("<html></html>", "text/html");
 * const series: HistorySeries[] = [];
 * for (const runName of ["plot-a", "plot-b"]) {
 *   const run = { experimentName: "demo", runName };
 *   await withRun(run, (run) => run.logMetric("loss", Math.random(), { step: 0 }));
 *   series.push({ ...await getMetricHistory(run, "loss"), label: runName });
 * }
 * console.log(metricPlot(series, { document }).textContent?.includes("plot-b")); // true
 * ```
 */
export interface HistorySeries {
  /** Metric name: the default label of the line. */
  readonly metricName: string;
  /** Label of the line in the legend. */
  readonly label?: string | undefined;
  /** Values. */
  readonly values: ArrayLike<number>;
  /** One step per value, NaN for a value without a step. Absent from histories by time. */
  readonly steps?: ArrayLike<number> | undefined;
  /** One timestamp per value, in milliseconds since 1970. Absent from histories by step. */
  readonly timestamps?: ArrayLike<number> | undefined;
}

/** Checks one line of a chart. */
export const SERIES: Kind = either(
  recordOf("be a series with label, x and y", { label: TEXT, x: NUMBERS, y: NUMBERS }),
  recordOf("be a metric's history", {
    metricName: TEXT,
    label: optional(TEXT),
    values: NUMBERS,
    steps: optional(NUMBERS),
    timestamps: optional(NUMBERS),
  }),
);

/** Quantity on the x axis: steps, times of day, or the time since a series' first point. */
export type XAxis = "step" | "time" | "elapsed";

/** Returns the axis that suits the series: `time` if one of them has no steps, else `step`. */
export function suitingAxis(series: readonly (MetricSeries | HistorySeries)[]): XAxis {
  const lacksSteps = (one: MetricSeries | HistorySeries): boolean =>
    "values" in one && (one.steps === undefined || one.steps.length > 0 && hasNone(one.steps));
  return series.some(lacksSteps) ? "time" : "step";
}

function hasNone(steps: ArrayLike<number>): boolean {
  for (let index = 0; index < steps.length; index++) {
    if (Number.isFinite(steps[index])) return false;
  }
  return true;
}

/** Returns a series with the coordinates of an axis. */
export function onAxis(
  action: string,
  series: MetricSeries | HistorySeries,
  xAxis: XAxis,
): MetricSeries {
  if (!("values" in series)) return series;
  const { label = series.metricName, values: y, steps, timestamps } = series;
  const x = xAxis === "step" ? steps : timestamps;
  if (x !== undefined) return { label, x, y };
  throw new ArgumentError(action, {
    argument: "xAxis",
    value: xAxis,
    rule: `be ${xAxis === "step" ? '"time" or "elapsed"' : '"step"'} for the history of ${label}`,
  });
}

/** Options for drawing series. */
export interface DrawOptions {
  /** The argument as the caller writes it: `series` or `series[1]`. */
  readonly argument: string;
  readonly xAxis: XAxis;
  readonly isLog: boolean;
  readonly smoothing: number;
  /** Width of the chart in pixels. */
  readonly columns: number;
}

/** A line through points, with gaps where y is NaN. */
export interface Line {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** A series ready to be drawn. */
export interface DrawnSeries {
  readonly label: string;
  /** Every point with a position, by increasing x. */
  readonly all: Line;
  /** The drawn line: smoothed if the options require it. */
  readonly line: Line;
  /** The logged values, drawn faintly behind a smoothed line. */
  readonly raw: Line | undefined;
  /** Points between two gaps, which no line shows. */
  readonly dots: Line;
  /** Positions at which the series is NaN or infinite: both ends of each stretch. */
  readonly crosses: Crosses;
  readonly isDecimated: boolean;
  readonly facts: SeriesFacts;
}

/** Positions of crosses on the axis, by the edge of the chart that shows them. */
export interface Crosses {
  /** Places of Infinity. */
  readonly top: Float64Array;
  /** Places of NaN and -Infinity. */
  readonly bottom: Float64Array;
}

/** Statistics of a series, over all its points. */
export interface SeriesFacts {
  readonly points: number;
  readonly min: number;
  readonly max: number;
  readonly last: number;
  /** Points that are NaN or infinite. */
  readonly nonFinite: NonFinite | undefined;
  /** Number of finite points that are not drawn, by reason. */
  readonly notDrawn: Readonly<Record<"nonpositive" | "tooFar" | "withoutPlace", number>>;
}

const FARTHEST = 8e307;

/** Sorts, smooths and downsamples a series for a chart. */
export function drawSeries(
  action: string,
  series: MetricSeries,
  options: DrawOptions,
): DrawnSeries {
  if (series.x.length !== series.y.length) {
    throw new ArgumentError(action, {
      argument: `${options.argument}.y`,
      value: series.y.length,
      rule: `have the length of ${options.argument}.x, ${series.x.length}`,
    });
  }
  const places = Float64Array.from(series.x, withinReach);
  const order = orderOf(places);
  const start = options.xAxis === "elapsed" ? places[order[0] ?? 0] ?? 0 : 0;
  const unit = options.xAxis === "elapsed" ? 1000 : 1;
  const x = Float64Array.from(order, (index) => ((places[index] ?? NaN) - start) / unit);
  const original = Float64Array.from(order, (index) => series.y[index] ?? NaN);
  const logged = original.map(withinReach);
  const all = { x, y: options.isLog ? logged.map((y) => y > 0 ? y : NaN) : logged };
  const isSmoothed = options.smoothing > 0;
  const raw = thin(all, options.columns);
  const line = isSmoothed ? thin({ x, y: smooth(all.y, options.smoothing) }, options.columns) : raw;
  return {
    label: series.label,
    all: { x, y: original },
    line,
    raw: isSmoothed ? raw : undefined,
    dots: lonePoints(line),
    crosses: crossesOf({ x, y: original }, options.columns),
    isDecimated: raw.x.length < x.length,
    facts: factsOf({ x, y: original }, options.isLog, series.x.length - order.length),
  };
}

/**
 * Returns a number that an axis can represent: the range between two such numbers is finite as
 * well.
 */
function withinReach(value: number): number {
  return Math.abs(value) > FARTHEST ? Math.sign(value) * Infinity : value;
}

function thin({ x, y }: Line, columns: number): Line {
  return decimate(x, y, columns);
}

function lonePoints({ x, y }: Line): Line {
  const lone: number[] = [];
  for (let index = 0; index < y.length; index++) {
    const isLone = Number.isNaN(y[index - 1] ?? NaN) && Number.isNaN(y[index + 1] ?? NaN);
    if (isLone && !Number.isNaN(y[index])) lone.push(index);
  }
  return {
    x: Float64Array.from(lone, (index) => x[index] ?? NaN),
    y: Float64Array.from(lone, (index) => y[index] ?? NaN),
  };
}

/** Width of a cross in pixels, which is also the smallest distance of two. */
const CROSS_WIDTH = 7;

/** Returns the ends of the stretches in which a series is not finite, as far as crosses fit. */
function crossesOf({ x, y }: Line, columns: number): Crosses {
  const first = x[0] ?? 0;
  const width = (x[x.length - 1] ?? first) / columns - first / columns;
  const places: Record<keyof Crosses, number[]> = { top: [], bottom: [] };
  for (let index = 0; index < y.length; index++) {
    const value = y[index] ?? NaN;
    if (Number.isFinite(value)) continue;
    const isEnd = [y[index - 1], y[index + 1]].some((beside) =>
      beside === undefined || Number.isFinite(beside) || edgeOf(beside) !== edgeOf(value)
    );
    const row = places[edgeOf(value)];
    const place = x[index] ?? NaN;
    const before = row.at(-1);
    if (isEnd && (before === undefined || place - before >= CROSS_WIDTH * width)) row.push(place);
  }
  return { top: Float64Array.from(places.top), bottom: Float64Array.from(places.bottom) };
}

function edgeOf(value: number): keyof Crosses {
  return value === Infinity ? "top" : "bottom";
}

function factsOf({ x, y }: Line, isLog: boolean, withoutPlace: number): SeriesFacts {
  let [min, max, last] = [Infinity, -Infinity, NaN];
  const notDrawn = { nonpositive: 0, tooFar: 0, withoutPlace };
  for (const value of y) {
    if (!Number.isFinite(value)) continue;
    if (Math.abs(value) > FARTHEST) {
      notDrawn.tooFar++;
      continue;
    }
    if (isLog && value <= 0) notDrawn.nonpositive++;
    last = value;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const nonFinite = findNonFinite(y, x);
  return { points: y.length + withoutPlace, min, max, last, nonFinite, notDrawn };
}
