/**
 * A chart of lines.
 *
 * @module
 */
import * as Plot from "@observablehq/plot";
import type { Builder, Element } from "./dom.ts";
import { drawChart } from "./figure.ts";
import { styleOf } from "./palette.ts";
import type { DrawnSeries, Line, XAxis } from "./series.ts";

/** How a chart of lines is drawn. */
export interface LineChartOptions {
  readonly description: string;
  readonly xAxis: XAxis;
  readonly isLog: boolean;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly width: number;
  readonly height: number;
}

/** A drawn chart, and where its x is in pixels. */
export interface LineChart {
  readonly svg: Element;
  /** Hides or shows the lines of a series by its position. */
  show(position: number, isShown: boolean): void;
  /** x at a share of the chart's width, from 0 to 1; undefined where nothing is drawn. */
  valueAt(share: number): number | undefined;
  /** Marks a share of the chart's width. */
  mark(share: number): void;
  /** The share of the width at a pointer's place. */
  shareAt(clientX: number): number;
}

/** Room beside the chart for labels, in pixels. */
export const MARGINS = { left: 64, right: 12, top: 24, bottom: 38 } as const;

/** Draws lines through decimated points, a dot for each that stands alone, and a mark to read by. */
export function drawLines(
  builder: Builder,
  series: readonly DrawnSeries[],
  options: LineChartOptions,
): LineChart {
  const svg = drawChart(builder, options.description, {
    width: options.width,
    height: options.height,
    marginLeft: MARGINS.left,
    marginRight: MARGINS.right,
    marginTop: MARGINS.top,
    marginBottom: MARGINS.bottom,
    x: { label: options.xLabel, type: options.xAxis === "time" ? "time" : "linear" },
    y: { label: options.yLabel, type: options.isLog ? "log" : "linear", grid: true },
    marks: series.flatMap((one, position) => marksOf(one, position)),
  });
  // One group a series, found by its position when the legend hides it.
  const groups = groupMarks(svg, series);
  const marker = builder.svg("line", {
    y1: String(MARGINS.top),
    y2: String(options.height - MARGINS.bottom),
    stroke: "currentColor",
    "stroke-opacity": "0.6",
    visibility: "hidden",
  });
  svg.append(marker);
  const inner = options.width - MARGINS.left - MARGINS.right;
  const [from, to] = rangeOf(series);
  return {
    svg,
    show(position, isShown) {
      for (const group of groups[position] ?? []) {
        if (isShown) group.style.removeProperty("display");
        else group.style.setProperty("display", "none");
      }
    },
    valueAt: (share) => from <= to ? from + (to - from) * share : undefined,
    mark(share) {
      const x = String(MARGINS.left + (from === to ? 0.5 : share) * inner);
      marker.setAttribute("x1", x);
      marker.setAttribute("x2", x);
      marker.setAttribute("visibility", "visible");
    },
    shareAt(clientX) {
      const { left, width } = svg.getBoundingClientRect();
      const x = (clientX - left) / width * options.width;
      return Math.min(1, Math.max(0, (x - MARGINS.left) / inner));
    },
  };
}

function marksOf(series: DrawnSeries, position: number): Plot.Markish[] {
  const style = { ...styleOf(position), clip: undefined };
  const { raw, line, dots } = series;
  const marks = [Plot.line(dataOf(line), { ...line, ...style, strokeWidth: 1.75 })];
  if (raw) {
    const faint = { ...style, strokeWidth: 1, strokeOpacity: 0.3, strokeDasharray: "none" };
    marks.unshift(Plot.line(dataOf(raw), { ...raw, ...faint }));
  }
  marks.push(Plot.dot(dataOf(dots), { ...dots, r: 3, fill: style.stroke }));
  return marks;
}

/** Plot takes columns as channels if told how many rows there are. */
function dataOf({ x }: Line): { readonly length: number } {
  return { length: x.length };
}

/** The elements of each series: Plot draws its marks in order, after the axes. */
function groupMarks(
  svg: Element,
  series: readonly DrawnSeries[],
): readonly (readonly Element[])[] {
  const drawn = [...svg.children].slice(-series.reduce((sum, one) => sum + (one.raw ? 3 : 2), 0));
  return series.map(({ raw }) => drawn.splice(0, raw ? 3 : 2));
}

function rangeOf(series: readonly DrawnSeries[]): readonly [from: number, to: number] {
  let [from, to] = [Infinity, -Infinity];
  for (const { all: { x } } of series) {
    from = Math.min(from, x[0] ?? Infinity);
    to = Math.max(to, x[x.length - 1] ?? -Infinity);
  }
  return [from, to];
}
