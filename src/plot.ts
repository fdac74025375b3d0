/**
 * Draws figures of runs for notebooks and pages: metrics, comparisons, classifier curves, confusion
 * matrices, parameters against results. Each function turns data into an element and fetches
 * nothing. [Observable Plot](https://observablehq.com/plot/) draws the figures. They work in
 * Observable notebooks, Observable Framework and any page. With a document from linkedom or jsdom
 * they also work in Deno's Jupyter kernel and on servers.
 *
 * Figures have a description for screen readers and a table of their data. People with
 * color-blindness can tell their colors apart on light and dark pages. Labels and titles are never
 * parsed as HTML. Figures contain no inline style sheet, so they comply with a strict content
 * security policy.
 *
 * @example
 * ```ts
 * import { DOMParser } from "linkedom";
 * import { metricPlot } from "@runlog/sagemaker/plot";
 *
 * // In a page, omit `document` and append the figure to the body.
 * const document = new DOMParser().parseFromString("<html></html>", "text/html");
 * const figure = metricPlot([{ label: "run-1", x: [0, 1, 2], y: [1, 0.6, 0.4] }], {
 *   title: "Loss",
 *   yLabel: "loss",
 *   document,
 * });
 * console.log(figure.outerHTML.startsWith("<figure"));
 * ```
 *
 * @module
 */

export type { DetachedElement, FigureDocument, FigureElement } from "./plot/dom.ts";
export type { FigureOptions } from "./plot/figure.ts";
export type { HistorySeries, MetricSeries, XAxis } from "./plot/series.ts";
export { metricPlot, type MetricPlotOptions } from "./plot/metric_plot.ts";
export { compareMetrics, type CompareMetricsOptions } from "./plot/compare_metrics.ts";
export { rocPlot, type RocPlotCurve } from "./plot/roc_plot.ts";
export {
  precisionRecallPlot,
  type PrecisionRecallPlotCurve,
} from "./plot/precision_recall_plot.ts";
export { calibrationPlot, type CalibrationPlotCurve } from "./plot/calibration_plot.ts";
export { confusionMatrixPlot, type ConfusionMatrixPlotData } from "./plot/confusion_matrix_plot.ts";
export {
  parallelCoordinates,
  type ParallelCoordinatesOptions,
} from "./plot/parallel_coordinates.ts";
export { scatterPlot, type ScatterPlotOptions } from "./plot/scatter_plot.ts";
export { type RunValues, runValues } from "./plot/run_values.ts";
export { decimate, type DecimatedSeries } from "./plot/decimate.ts";
export { smooth } from "./plot/smooth.ts";
