/**
 * Draws charts of lines.
 *
 * @module
 */
import * as Plot from "@observablehq/plot";
import { type Builder, type Element, setStyle } from "./dom.ts";
import { linearDomain, logDomain } from "./domain.ts";
import { drawChart } from "./figure.ts";
import { valueText } from "./format.ts";
import { styleOf } from "./palette.ts";
import type { DrawnSeries, Line, XAxis } from "./series.ts";

/** Options of a line chart. */
export interface LineChartOptions {
  readonly description: string;
  readonly xAxis: XAxis;
  readonly isLog: boolean;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly width: number;
  readonly height: number;
  /** Whether users can toggle series and read values. */
  readonly isInteractive: boolean;
}

/** A drawn chart, and the position of x in pixels. */
export interface LineChart {
  /** The drawing and its overlays. */
  readonly element: Element;
  /** The drawing. */
  readonly svg: Element;
  /** Shows or hides a series by its position. */
  show(position: number, isShown: boolean): void;
  /** Returns x at a share of the chart's width, from 0 to 1; undefined if nothing is drawn. */
  valueAt(share: number): number | undefined;
  /** Marks a share of the chart's width. */
  mark(share: number): void;
  /** Returns the share of the width at a pointer's position. */
  shareAt(clientX: number): number;
}

/** Margins of the chart for labels, in pixels. */
export const MARGINS = { left: 64, right: 12, top: 24, bottom: 38 } as const;

/**
 * Draws lines through decimated points, a dot for each isolated point, and a marker for reading
 * values.
 */
export function drawLines(
  builder: Builder,
  series: readonly DrawnSeries[],
  options: LineChartOptions,
): LineChart {
  const [from, to] = rangeOf(series);
  const svg = drawChart(builder, options.description, {
    width: options.width,
    height: options.height,
    marginLeft: MARGINS.left,
    marginRight: MARGINS.right,
    marginTop: MARGINS.top,
    marginBottom: MARGINS.bottom,
    x: {
      label: options.xLabel,
      type: options.xAxis === "time" ? "time" : "linear",
      ...(options.xAxis === "step" ? { ticks: wholeTicks(to - from, options.width) } : {}),
      ...linearDomain(columnsOf(series, "x"), () => options.xAxis === "time" ? 60_000 : 1),
    },
    y: {
      label: options.yLabel,
      grid: true,
      ...(options.isLog
        ? { type: "log", tickFormat: valueText, ...logDomain(columnsOf(series, "y")) }
        : { type: "linear", ...linearDomain(columnsOf(series, "y")) }),
    },
    marks: series.flatMap((one, position) => marksOf(one, position)),
  });
  const layers = options.isInteractive ? liftSeries(builder, svg, series.length, options) : [];
  const marker = buildMarker(builder, options);
  const element = builder.html("div", {
    style: { position: "relative", width: "fit-content", "max-width": "100%" },
    children: options.isInteractive ? [svg, ...layers, marker] : [svg],
  });
  const inner = options.width - MARGINS.left - MARGINS.right;
  return {
    element,
    svg,
    show(position, isShown) {
      layers[position]?.style.setProperty("opacity", isShown ? "1" : "0");
    },
    valueAt: (share) => from <= to ? from + (to - from) * share : undefined,
    mark(share) {
      const x = MARGINS.left + (from === to ? 0.5 : share) * inner;
      setStyle(marker, { left: `${100 * x / options.width}%`, visibility: "visible" });
    },
    shareAt(clientX) {
      const { left, width } = svg.getBoundingClientRect();
      const x = (clientX - left) / width * options.width;
      return Math.min(1, Math.max(0, (x - MARGINS.left) / inner));
    },
  };
}

/**
 * Moves each series into an SVG element of its own over the axes. A browser then caches what it
 * painted for each series. It can toggle one series, or move the marker, without repainting the
 * long lines of all others.
 */
function liftSeries(
  builder: Builder,
  svg: Element,
  count: number,
  { width, height }: LineChartOptions,
): readonly Element[] {
  svg.style.setProperty("will-change", "transform");
  return Array.from({ length: count }, (_, position) => {
    const layer = builder.svg("svg", { viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" });
    setStyle(layer, {
      position: "absolute",
      inset: "0",
      width: "100%",
      height: "100%",
      "pointer-events": "none",
      "will-change": "opacity",
    });
    layer.append(...svg.querySelectorAll(`.${classOf(position)}`));
    return layer;
  });
}

function buildMarker(builder: Builder, { height }: LineChartOptions): Element {
  return builder.html("div", {
    style: {
      position: "absolute",
      top: `${100 * MARGINS.top / height}%`,
      bottom: `${100 * MARGINS.bottom / height}%`,
      "border-left": "1px solid currentColor",
      opacity: "0.7",
      "pointer-events": "none",
      visibility: "hidden",
    },
  });
}

function marksOf(series: DrawnSeries, position: number): Plot.Markish[] {
  const className = classOf(position);
  const style = { ...styleOf(position), className };
  const { raw, line, dots, crosses } = series;
  const marks = [Plot.line(dataOf(line), { ...line, ...style, strokeWidth: 1.75 })];
  if (raw) {
    const faint = { ...style, strokeWidth: 1, strokeOpacity: 0.3, strokeDasharray: "none" };
    marks.unshift(Plot.line(dataOf(raw), { ...raw, ...faint }));
  }
  marks.push(
    Plot.dot(dataOf(dots), { ...dots, r: 3, fill: style.stroke, className: style.className }),
  );
  for (const [frameAnchor, x] of [["top", crosses.top], ["bottom", crosses.bottom]] as const) {
    if (x.length === 0) continue;
    const cross = { stroke: style.stroke, strokeWidth: 2, symbol: "times", r: 4 } as const;
    marks.push(Plot.dot({ length: x.length }, { x, frameAnchor, ...cross, className }));
  }
  return marks;
}

/** Returns the class of a series' marks, which the legend uses to toggle them. */
function classOf(position: number): string {
  return `series-${position}`;
}

/** Wraps a line for Plot, which accepts columns as channels if it receives the number of rows. */
function dataOf({ x }: Line): { readonly length: number } {
  return { length: x.length };
}

/** Returns the number of ticks that fit, at most the number of whole numbers in the range. */
function wholeTicks(range: number, width: number): number {
  return Math.max(1, Math.min(Math.floor(width / 70), Number.isFinite(range) ? range || 2 : 10));
}

function columnsOf(series: readonly DrawnSeries[], column: "x" | "y"): readonly Float64Array[] {
  return series.flatMap(({ line, raw }) => [line[column], (raw ?? line)[column]]);
}

function rangeOf(series: readonly DrawnSeries[]): readonly [from: number, to: number] {
  let [from, to] = [Infinity, -Infinity];
  for (const { all: { x } } of series) {
    from = Math.min(from, x[0] ?? Infinity);
    to = Math.max(to, x[x.length - 1] ?? -Infinity);
  }
  return [from, to];
}
