/**
 * Draws several metrics side by side.
 *
 * @module
 */
import { ArgumentError } from "../errors.ts";
import type { Element, FigureElement } from "./dom.ts";
import { buildFigure, FIGURE_OPTIONS, readFrame } from "./figure.ts";
import { factsRow } from "./format.ts";
import { buildLegend } from "./legend.ts";
import { drawMetric, type MetricPlotOptions, notesOf } from "./metric_plot.ts";
import { type HistorySeries, type MetricSeries, SERIES, suitingAxis } from "./series.ts";
import type { OptionKinds } from "../options.ts";
import { listOf, mapOf, oneOf } from "../kinds.ts";
import { checkArgument } from "../options.ts";

/**
 * Options of {@linkcode compareMetrics}: those of `metricPlot`, for every panel. The metrics' names
 * replace `yLabel`, and `height` is the height of one panel, 220 by default.
 *
 * @example Two panels per row, smoothed
 * ```ts
 * import type { CompareMetricsOptions } from "@runlog/sagemaker/plot";
 *
 * const options: CompareMetricsOptions = { columns: 2, width: 900, smoothing: 0.6 };
 * console.log(options.columns);
 * ```
 */
export interface CompareMetricsOptions extends Omit<MetricPlotOptions, "yLabel"> {
  /**
   * Panels per row, from 1 to 6. A narrow page shows fewer.
   *
   * @default 2
   */
  readonly columns?: number | undefined;
}

const ACTION = "Cannot compare metrics";

const OPTIONS: OptionKinds<CompareMetricsOptions> = {
  ...FIGURE_OPTIONS,
  xAxis: oneOf("step", "time", "elapsed"),
  yScale: oneOf("linear", "log"),
  smoothing: true,
  columns: true,
};
const GAP = 16;

/**
 * Draws one panel per metric. A label has the same color and dashes in all panels, so that you can
 * follow a run from one to the next. One legend serves all panels: an entry toggles its run
 * everywhere.
 *
 * @param metrics The series by metric name, one panel each in this order; labels are those of runs
 *
 * @throws {ArgumentError} If lengths differ, an option is out of range, or there is no document
 *
 * @example
 * ```ts
 * import { DOMParser } from "linkedom";
 * import { compareMetrics } from "@runlog/sagemaker/plot";
 *
 * const document = new DOMParser().parseFromString("<html></html>", "text/html");
 * const figure = compareMetrics({
 *   loss: [{ label: "a", x: [0, 1], y: [1, 0.5] }, { label: "b", x: [0, 1], y: [1, 0.7] }],
 *   accuracy: [{ label: "a", x: [0, 1], y: [0.4, 0.8] }, { label: "b", x: [0, 1], y: [0.5, 0.6] }],
 * }, { document });
 * console.log(figure.textContent?.includes("accuracy")); // true
 * ```
 */
export function compareMetrics(
  metrics: Readonly<Record<string, readonly (MetricSeries | HistorySeries)[]>>,
  options: CompareMetricsOptions = {},
): FigureElement {
  checkArgument(ACTION, "metrics", metrics, mapOf(listOf(SERIES)));
  const frame = readFrame(ACTION, options, 220, OPTIONS);
  const { builder, isInteractive } = frame;
  const { columns = 2 } = options;
  if (!Number.isSafeInteger(columns) || columns < 1 || columns > 6) {
    const rule = "be a whole number from 1 to 6";
    throw new ArgumentError(ACTION, { argument: "columns", value: columns, rule });
  }
  const width = Math.max(120, Math.floor((frame.width - GAP * (columns - 1)) / columns));
  const every = Object.values(metrics).flat();
  const xAxis = options.xAxis ?? suitingAxis(every);
  const labels = [...new Set(every.map(labelOf))];
  const panels = Object.entries(metrics).map(([name, series]) => {
    // A run without this metric keeps its position, and so its color.
    const all = labels.flatMap((label) => {
      const own = series.filter((one) => labelOf(one) === label);
      return own.length > 0 ? own.slice(0, 1) : [{ label, x: [], y: [] }];
    });
    return {
      name,
      ...drawMetric(ACTION, all, { ...frame, width }, { ...options, xAxis, yLabel: name }),
    };
  });
  const legend = buildLegend(
    builder,
    labels,
    isInteractive
      ? (position, isShown) => panels.forEach(({ chart }) => chart.show(position, isShown))
      : undefined,
  );
  return buildFigure(frame, options, {
    name: `Comparison of ${Object.keys(metrics).join(", ")}`,
    legend: legend.element,
    charts: builder.html("div", {
      style: {
        display: "grid",
        gap: `${GAP}px`,
        // Panels shrink by a quarter before fewer fit side by side.
        "grid-template-columns": `repeat(auto-fit, minmax(min(100%, ${
          Math.floor(width * 3 / 4)
        }px), 1fr))`,
      },
      children: panels.map(({ chart }): Element => chart.element),
    }),
    notes: notesOf(
      panels.flatMap(({ name, drawn }) =>
        drawn.map((one) => ({ ...one, label: `${one.label}, ${name}` }))
      ),
      xAxis,
    ),
    table: {
      summary: "Values in a table",
      columns: ["metric", "series", "points", "min", "max", "last"],
      rows: panels.flatMap(({ name, drawn }) =>
        drawn.filter(({ facts }) => facts.points > 0).map(({ label, facts }) => [
          name,
          ...factsRow(label, facts),
        ])
      ),
    },
  });
}

function labelOf(series: MetricSeries | HistorySeries): string {
  return series.label ?? ("metricName" in series ? series.metricName : "");
}
