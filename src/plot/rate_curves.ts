/**
 * Draws charts of one rate over another, both from 0 to 1.
 *
 * @module
 */
import * as Plot from "@observablehq/plot";
import { ArgumentError } from "../errors.ts";
import { decimate } from "./decimate.ts";
import type { FigureElement } from "./dom.ts";
import { buildFigure, drawChart, type FigureOptions, readFrame } from "./figure.ts";
import { groupedText } from "../text/numbers.ts";
import { buildLegend } from "./legend.ts";
import { styleOf } from "./palette.ts";

/** One curve, as it was computed. */
export interface RateCurve {
  /** Label in the legend. */
  readonly label: string;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** Score in the table, after the label and the number of points. */
  readonly score: string;
}

/** Content of a chart of rates. */
export interface RateChart {
  readonly action: string;
  readonly name: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly scoreLabel: string;
  /** Reference line, dashed: the result of guessing. */
  readonly reference: { readonly x: readonly number[]; readonly y: readonly number[] } | undefined;
  readonly curves: readonly RateCurve[];
  /** Interpolation between points; precision holds until the next recall. */
  readonly curve: "linear" | "step-after" | "step-before";
  /** Whether to mark each point. */
  readonly hasDots: boolean;
}

/** Draws curves in a square chart. */
export function drawRates(chart: RateChart, options: FigureOptions): FigureElement {
  const frame = readFrame(chart.action, options, 400);
  const width = Math.min(frame.width, frame.height + 40);
  const description = options.description ??
    `${chart.name}. ` +
      chart.curves.map(({ label, score }) => `${label}: ${chart.scoreLabel} ${score}`).join("; ");
  const svg = drawChart(frame.builder, description, {
    width,
    height: frame.height,
    marginLeft: 56,
    marginBottom: 40,
    marginRight: 14,
    x: { domain: [0, 1], label: chart.xLabel, grid: true },
    y: { domain: [0, 1], label: chart.yLabel, grid: true },
    marks: [
      ...referenceMark(chart),
      ...chart.curves.flatMap((curve, position) => curveMarks(chart, curve, position, width)),
    ],
  });
  return buildFigure(frame, options, {
    name: chart.name,
    legend: buildLegend(frame.builder, chart.curves.map(({ label }) => label)).element,
    charts: svg,
    notes: chart.curves.filter(hasNoRates).map(({ label }) =>
      `${label} has no curve: a class is missing, so a rate is not a number.`
    ),
    table: {
      summary: "Scores in a table",
      columns: ["curve", "points", chart.scoreLabel],
      rows: chart.curves.map(({ label, x, score }) => [label, groupedText(x.length), score]),
    },
  });
}

function referenceMark({ reference }: RateChart): Plot.Markish[] {
  if (reference === undefined) return [];
  const { x, y } = reference;
  const style = { stroke: "currentColor", strokeOpacity: 0.6, strokeDasharray: "2 4" };
  return [Plot.line({ length: x.length }, { x, y, ...style })];
}

function curveMarks(
  { action, curve: join, hasDots }: RateChart,
  curve: RateCurve,
  position: number,
  width: number,
): Plot.Markish[] {
  const { x, y } = thinned(action, curve, width);
  const style = styleOf(position);
  const data = { length: x.length };
  const marks: Plot.Markish[] = [Plot.line(data, { x, y, ...style, strokeWidth: 2, curve: join })];
  if (hasDots || x.length === 1) marks.push(Plot.dot(data, { x, y, r: 3, fill: style.stroke }));
  return marks;
}

/** Downsamples a curve to what its chart can show, for rising and falling curves. */
function thinned(action: string, { x, y }: RateCurve, width: number): Points {
  if (x.length !== y.length) {
    const rule = `have as many points as the other rate, ${x.length}`;
    throw new ArgumentError(action, { argument: "curve", value: y.length, rule });
  }
  // Sorting by x would turn a curve that falls over equal x upside down.
  const isFalling = (x[0] ?? 0) > (x[x.length - 1] ?? 0);
  if (!isFalling) return decimate(x, y, width);
  const { x: backX, y: backY } = decimate(Array.from(x).reverse(), Array.from(y).reverse(), width);
  return { x: backX.reverse(), y: backY.reverse() };
}

interface Points {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

function hasNoRates({ x, y }: RateCurve): boolean {
  for (let index = 0; index < x.length; index++) {
    if (Number.isFinite(x[index]) && Number.isFinite(y[index])) return false;
  }
  return true;
}
