/**
 * Draws one value of runs against another.
 *
 * @module
 */
import * as Plot from "@observablehq/plot";
import { ArgumentError } from "../errors.ts";
import type { FigureElement } from "./dom.ts";
import { linearDomain, logDomain } from "./domain.ts";
import { buildFigure, drawChart, FIGURE_OPTIONS, type FigureOptions, readFrame } from "./figure.ts";
import { groupedText } from "../text/numbers.ts";
import { valueText } from "./format.ts";
import { styleOf } from "./palette.ts";
import { RUNS, type RunValues, valueOf } from "./run_values.ts";
import type { OptionKinds } from "../options.ts";
import { oneOf, TEXT } from "../kinds.ts";
import { checkArgument, requireOptions } from "../options.ts";

/**
 * Options of {@linkcode scatterPlot}.
 *
 * @example
 * ```ts
 * import type { ScatterPlotOptions } from "@runlog/sagemaker/plot";
 *
 * const options: ScatterPlotOptions = { x: "learning_rate", y: "loss", xScale: "log" };
 * console.log(options.x, options.y);
 * ```
 */
export interface ScatterPlotOptions extends FigureOptions {
  /** Name of the parameter or metric on the horizontal axis. */
  readonly x: string;
  /** Name of the parameter or metric on the vertical axis. */
  readonly y: string;
  /**
   * Scale of the horizontal axis. A `log` scale cannot show values of 0 and below.
   *
   * @default "linear"
   */
  readonly xScale?: "linear" | "log" | undefined;
  /**
   * Scale of the vertical axis, as `xScale`.
   *
   * @default "linear"
   */
  readonly yScale?: "linear" | "log" | undefined;
}

const ACTION = "Cannot draw scatter plot";

const OPTIONS: OptionKinds<ScatterPlotOptions> = {
  ...FIGURE_OPTIONS,
  x: TEXT,
  y: TEXT,
  xScale: oneOf("linear", "log"),
  yScale: oneOf("linear", "log"),
};
/**
 * Largest number of runs whose names are drawn beside the dots. With more, the names are in the
 * table only.
 */
const MOST_NAMED = 20;

/**
 * Draws a dot for each run that has a number for both values. A note states how many runs do not.
 *
 * @param runs The runs; `runValues` creates them from records
 *
 * @throws {ArgumentError} If an option is out of range, or there is no document
 *
 * @example
 * ```ts
 * import { DOMParser } from "linkedom";
 * import { scatterPlot } from "@runlog/sagemaker/plot";
 *
 * const document = new DOMParser().parseFromString("<html></html>", "text/html");
 * const figure = scatterPlot([
 *   { label: "a", values: { rate: 0.1, loss: 0.4 } },
 *   { label: "b", values: { rate: 0.01, loss: 0.2 } },
 * ], { x: "rate", y: "loss", xScale: "log", document });
 * console.log(figure.textContent?.includes("rate")); // true
 * ```
 */
export function scatterPlot(
  runs: readonly RunValues[],
  options: ScatterPlotOptions,
): FigureElement {
  requireOptions(ACTION, options, OPTIONS);
  checkArgument(ACTION, "runs", runs, RUNS);
  const frame = readFrame(ACTION, options, 360, OPTIONS);
  const { x, y, xScale = "linear", yScale = "linear" } = options;
  for (const [argument, value] of [["xScale", xScale], ["yScale", yScale]] as const) {
    if (value === "linear" || value === "log") continue;
    const rule = 'be "linear" or "log"';
    throw new ArgumentError(ACTION, { argument, value, rule });
  }
  const drawn = runs.flatMap((run) => {
    const [across, up] = [placeOf(valueOf(run, x), xScale), placeOf(valueOf(run, y), yScale)];
    const dot = { label: run.label, x: across, y: up };
    return Number.isFinite(dot.x) && Number.isFinite(dot.y) ? [dot] : [];
  });
  const without = runs.length - drawn.length;
  const { width, height } = frame;
  const svg = drawChart(
    frame.builder,
    options.description ?? `Scatter plot of ${y} by ${x}, ${groupedText(drawn.length)} runs`,
    {
      width,
      height,
      marginLeft: 64,
      marginRight: 24,
      inset: 20,
      marginBottom: 40,
      x: { ...scaleOf(xScale, drawn.map(({ x }) => x)), label: x },
      y: { ...scaleOf(yScale, drawn.map(({ y }) => y)), label: y },
      marks: [
        Plot.dot(drawn, { x: "x", y: "y", r: 4, fill: styleOf(0).stroke, fillOpacity: 0.75 }),
        drawn.length > MOST_NAMED ? null : Plot.text(drawn, {
          x: "x",
          y: "y",
          text: ({ label }: { readonly label: string }) => label.slice(0, 24),
          dy: -10,
        }),
      ],
    },
  );
  return buildFigure(frame, options, {
    name: `${y} by ${x}`,
    charts: svg,
    notes: without === 0
      ? []
      : [`Not drawn: ${groupedText(without)} of the runs, without a position.`],
    table: {
      summary: "Values in a table",
      columns: ["run", x, y],
      rows: drawn.map((dot) => [dot.label, valueText(dot.x), valueText(dot.y)]),
    },
  });
}

function placeOf(value: string | number | undefined, scale: "linear" | "log"): number {
  const isPlace = typeof value === "number" && Math.abs(value) <= 8e307 &&
    (scale === "linear" || value > 0);
  return isPlace ? value : NaN;
}

function scaleOf(scale: "linear" | "log", values: readonly number[]): object {
  return scale === "linear"
    ? { type: scale, grid: true, nice: true, ...linearDomain([values]) }
    : { type: scale, grid: true, tickFormat: valueText, ...logDomain([values]) };
}
