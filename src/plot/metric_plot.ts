/**
 * Draws metrics over steps or time.
 *
 * @module
 */
import { ArgumentError } from "../errors.ts";
import { buildCursor } from "./cursor.ts";
import type { FigureElement } from "./dom.ts";
import {
  buildFigure,
  FIGURE_OPTIONS,
  type FigureOptions,
  type Frame,
  readFrame,
} from "./figure.ts";
import { groupedText } from "../text/numbers.ts";
import { nonFiniteText } from "../text/non_finite.ts";
import { factsRow, formatX, valueText } from "./format.ts";
import { buildLegend } from "./legend.ts";
import { drawLines, type LineChart, MARGINS } from "./line_chart.ts";
import {
  type DrawnSeries,
  drawSeries,
  type HistorySeries,
  type MetricSeries,
  onAxis,
  SERIES,
  suitingAxis,
  type XAxis,
} from "./series.ts";
import type { OptionKinds } from "../options.ts";
import { oneOf, oneOrMore, TEXT } from "../kinds.ts";
import { checkArgument } from "../options.ts";

/**
 * Options of {@linkcode metricPlot}.
 *
 * @example Smoothed, on a log scale
 * ```ts
 * import { DOMParser } from "linkedom";
 * import { metricPlot, type MetricPlotOptions } from "@runlog/sagemaker/plot";
 *
 * const document = new DOMParser().parseFromString("<html></html>", "text/html");
 * const options: MetricPlotOptions = { yScale: "log", smoothing: 0.9, yLabel: "loss", document };
 * console.log(metricPlot([{ label: "a", x: [0, 1, 2], y: [1, 0.1, 0] }], options).textContent);
 * ```
 */
export interface MetricPlotOptions extends FigureOptions {
  /**
   * Quantity on the x axis. `step` draws steps. `time` draws milliseconds since 1970, in local
   * time. `elapsed` draws such times as seconds since each series' first point.
   *
   * @default "step"; "time" if a history has no steps
   */
  readonly xAxis?: XAxis | undefined;
  /**
   * Scale of the y axis. A `log` scale cannot show values of 0 and below. They become gaps, and the
   * figure notes how many there are.
   *
   * @default "linear"
   */
  readonly yScale?: "linear" | "log" | undefined;
  /**
   * Weight of the exponential moving average, as in `smooth`, from 0 to below 1. The logged values
   * stay faintly visible behind the line.
   *
   * @default 0: none
   */
  readonly smoothing?: number | undefined;
  /**
   * Label of the y axis, usually the metric's name.
   *
   * @default the metric name of the histories, or "value"
   */
  readonly yLabel?: string | undefined;
}

const ACTION = "Cannot draw metrics";

const OPTIONS: OptionKinds<MetricPlotOptions> = {
  ...FIGURE_OPTIONS,
  xAxis: oneOf("step", "time", "elapsed"),
  yScale: oneOf("linear", "log"),
  smoothing: true,
  yLabel: TEXT,
};
const AXIS_NAMES = { step: "step", time: "time", elapsed: "elapsed time (s)" } as const;
/** Number of series that a description names one by one. */
const MOST_DESCRIBED = 5;

/**
 * Draws one metric of one or more runs as lines. The number of points is not limited: `decimate`
 * downsamples each line to the figure's width, and a note in the figure mentions it. A click on a
 * legend entry toggles its line. Crosses at the edge of the chart, and a note, show where a series is
 * NaN or infinite. A slider under the chart, or the pointer on the chart, reads the
 * last logged value of each series at that point. A table lists the number of points per series,
 * their extremes and the last value.
 *
 * @param series Columns or histories, one line each; without series or points, the chart stays
 * empty
 *
 * @throws {ArgumentError} If lengths differ, an option is out of range, or there is no document
 *
 * @example
 * ```ts
 * import { DOMParser } from "linkedom";
 * import { metricPlot } from "@runlog/sagemaker/plot";
 *
 * // In a page, omit `document`.
 * const document = new DOMParser().parseFromString("<html></html>", "text/html");
 * const step = Float64Array.from({ length: 100_000 }, (_, index) => index);
 * const series = [{ label: "run-1", x: step, y: step.map((step) => 1 / (1 + step)) }];
 * const figure = metricPlot(series, { title: "Loss", yScale: "log", document });
 * console.log(figure.outerHTML.length < 200_000); // true
 * ```
 */
export function metricPlot(
  series: MetricSeries | HistorySeries | readonly (MetricSeries | HistorySeries)[],
  options: MetricPlotOptions = {},
): FigureElement {
  checkArgument(ACTION, "series", series, oneOrMore(SERIES));
  const frame = readFrame(ACTION, options, 320, OPTIONS);
  const all = [series].flat();
  const xAxis = options.xAxis ?? suitingAxis(all);
  const names = new Set(all.flatMap((one) => "values" in one ? [one.metricName] : []));
  const yLabel = options.yLabel ?? (names.size === 1 ? [...names][0] : undefined) ?? "value";
  const { drawn, chart } = drawMetric(ACTION, all, frame, { ...options, xAxis, yLabel });
  const legend = buildLegend(
    frame.builder,
    drawn.map(({ label }) => label),
    frame.isInteractive ? chart.show : undefined,
  );
  const cursor = { axisName: AXIS_NAMES[xAxis], xAxis, series: drawn, onRead: legend.setValues };
  return buildFigure(frame, options, {
    name: `${yLabel} by ${AXIS_NAMES[xAxis]}`,
    legend: legend.element,
    charts: chart.element,
    controls: frame.isInteractive && chart.valueAt(0) !== undefined
      ? [buildCursor(frame.builder, chart, cursor)]
      : [],
    notes: notesOf(drawn, xAxis),
    table: {
      summary: "Values in a table",
      columns: ["series", "points", "min", "max", "last"],
      rows: drawn.map(({ label, facts }) => factsRow(label, facts)),
    },
  });
}

/** Draws the chart of one metric. */
export function drawMetric(
  action: string,
  series: readonly (MetricSeries | HistorySeries)[],
  { builder, width, height, isInteractive }: Frame,
  options: MetricPlotOptions,
): { readonly drawn: readonly DrawnSeries[]; readonly chart: LineChart } {
  const { xAxis = "step", yScale = "linear", smoothing = 0, yLabel = "value" } = options;
  checkChoice(action, "xAxis", xAxis, ["step", "time", "elapsed"]);
  checkChoice(action, "yScale", yScale, ["linear", "log"]);
  if (!(typeof smoothing === "number" && smoothing >= 0 && smoothing < 1)) {
    const rule = "be from 0 to below 1";
    throw new ArgumentError(action, { argument: "smoothing", value: smoothing, rule });
  }
  const isLog = yScale === "log";
  const columns = width - MARGINS.left - MARGINS.right;
  const drawn = series.map((one, index) => {
    const argument = series.length === 1 ? "series" : `series[${index}]`;
    const placed = onAxis(action, one, xAxis);
    return drawSeries(action, placed, { argument, xAxis, isLog, smoothing, columns });
  });
  const chart = drawLines(builder, drawn, {
    description: options.description ?? describe(yLabel, AXIS_NAMES[xAxis], drawn),
    xAxis,
    isLog,
    xLabel: AXIS_NAMES[xAxis],
    yLabel,
    width,
    height,
    isInteractive,
  });
  return { drawn, chart };
}

function checkChoice(
  action: string,
  argument: string,
  value: string,
  choices: readonly string[],
): void {
  if (choices.includes(value)) return;
  const rule = `be one of ${choices.join(", ")}`;
  throw new ArgumentError(action, { argument, value, rule });
}

function describe(yLabel: string, axis: string, series: readonly DrawnSeries[]): string {
  const several = series.length === 1 ? "1 series" : `${series.length} series`;
  const told = series.slice(0, MOST_DESCRIBED).map(({ label, facts }) =>
    facts.min <= facts.max
      ? `${label}: ${groupedText(facts.points)} points from ${valueText(facts.min)} to ` +
        `${valueText(facts.max)}, last ${valueText(facts.last)}${notFinite(facts)}`
      : `${label}: no values${notFinite(facts)}`
  );
  const rest = series.length > MOST_DESCRIBED ? ["the others are in the table"] : [];
  return `Line chart of ${yLabel} by ${axis}, ${several}. ${[...told, ...rest].join("; ")}`;
}

function notFinite({ nonFinite }: DrawnSeries["facts"]): string {
  return nonFinite ? `, ${groupedText(nonFinite.count)} not finite` : "";
}

/** Returns notes on where series are NaN or infinite, one per series. */
function nonFiniteNotes(series: readonly DrawnSeries[], xAxis: XAxis): readonly string[] {
  const axis = xAxis === "step" ? "step" : "";
  const notes = series.flatMap(({ label, facts: { nonFinite } }) =>
    nonFinite
      ? [`✕ ${label}: ${nonFiniteText(nonFinite, (place) => formatX(place, xAxis), axis)}.`]
      : []
  );
  const rest = notes.length - MOST_DESCRIBED;
  return rest > 0
    ? [...notes.slice(0, MOST_DESCRIBED), `✕ ${groupedText(rest)} more series are not finite.`]
    : notes;
}

/** Returns notes on values that are not drawn and on downsampling. */
export function notesOf(series: readonly DrawnSeries[], xAxis: XAxis): readonly string[] {
  const total = (kind: keyof DrawnSeries["facts"]["notDrawn"]): number =>
    series.reduce((sum, { facts }) => sum + facts.notDrawn[kind], 0);
  const told: readonly (readonly [count: number, what: string])[] = [
    [total("nonpositive"), "at or below 0, which a log scale cannot show"],
    [total("tooFar"), "beyond ±8e307"],
    [total("withoutPlace"), "without a finite position on the axis"],
  ];
  const notes = told.filter(([count]) => count > 0).map(([count, what]) =>
    `Not drawn: ${groupedText(count)} ${count === 1 ? "value" : "values"} ${what}.`
  );
  notes.unshift(...nonFiniteNotes(series, xAxis));
  if (series.every(({ line, dots }) => line.x.length === 0 && dots.x.length === 0)) {
    notes.push("No points to draw.");
  } else if (series.some(({ isDecimated }) => isDecimated)) {
    notes.push(
      "Long series show the first, last, smallest and largest value of each pixel column.",
    );
  }
  return notes;
}
