/**
 * Draws confusion matrices.
 *
 * @module
 */
import * as Plot from "@observablehq/plot";
import { ArgumentError } from "../errors.ts";
import type { FigureElement } from "./dom.ts";
import { checkArgument, checkOptions } from "../options.ts";
import { buildFigure, drawChart, FIGURE_OPTIONS, type FigureOptions, readFrame } from "./figure.ts";
import { valueText } from "./format.ts";
import {
  BIGINT,
  either,
  FLAG,
  listOf,
  NUMBER,
  NUMBERS,
  optional,
  orNull,
  recordOf,
  TEXT,
} from "../kinds.ts";

/**
 * A confusion matrix to draw: the result of `confusionMatrix`, or a logged graph that was read
 * back.
 *
 * @example
 * ```ts
 * import { confusionMatrix } from "@runlog/sagemaker/curves";
 * import type { ConfusionMatrixPlotData } from "@runlog/sagemaker/plot";
 *
 * const data: ConfusionMatrixPlotData = confusionMatrix(["cat", "dog"], ["cat", "cat"]);
 * console.log(data.labels);
 * ```
 */
export interface ConfusionMatrixPlotData {
  /** Classes, in the order of rows and columns. */
  readonly labels: readonly (string | number | bigint | boolean)[];
  /** `matrix[i][j]`: samples of class `i` that were predicted as class `j`. */
  readonly matrix?: readonly (readonly number[])[] | undefined;
  /** The same matrix under the name that a logged graph uses. */
  readonly confusionMatrix?: readonly (readonly number[])[] | undefined;
  /** Title of a logged graph. */
  readonly title?: string | null | undefined;
}

const ACTION = "Cannot draw confusion matrix";
const MATRIX = optional(listOf(NUMBERS));
const DATA = recordOf("be a confusion matrix: labels, and a matrix of numbers", {
  labels: listOf(either(either(TEXT, NUMBER), either(FLAG, BIGINT))),
  matrix: MATRIX,
  confusionMatrix: MATRIX,
  title: optional(orNull(TEXT)),
});

/** Largest matrix with numbers in its cells; in larger ones they would not be legible. */
const MOST_WRITTEN = 20;
/** Share from which a cell is dark on a light page, so that its number is white. */
const DARK = 0.82;

/**
 * Draws a confusion matrix: true classes as rows, predicted ones as columns. The larger its share
 * of the row, the stronger a cell's color, so that rare classes are visible too. Its number is the
 * count as given. Matrices of up to 20 classes have numbers in their cells. All have them in the
 * table.
 *
 * @throws {ArgumentError} If the matrix is not square or does not have as many rows as labels. Also
 * if an option is out of range, or there is no document.
 *
 * @example
 * ```ts
 * import { DOMParser } from "linkedom";
 * import { confusionMatrix } from "@runlog/sagemaker/curves";
 * import { confusionMatrixPlot } from "@runlog/sagemaker/plot";
 *
 * const document = new DOMParser().parseFromString("<html></html>", "text/html");
 * const matrix = confusionMatrix(["cat", "ant", "cat"], ["ant", "ant", "cat"]);
 * console.log(confusionMatrixPlot(matrix, { document }).textContent?.includes("cat")); // true
 * ```
 */
export function confusionMatrixPlot(
  data: ConfusionMatrixPlotData,
  options: FigureOptions = {},
): FigureElement {
  checkOptions(ACTION, options, FIGURE_OPTIONS);
  checkArgument(ACTION, "data", data, DATA);
  const { labels, matrix } = readMatrix(data);
  const titled = { ...options, title: options.title ?? data.title ?? undefined };
  const longest = Math.max(1, ...labels.map((label) => label.length));
  const marginLeft = Math.min(160, 44 + 7 * longest);
  const side = Math.min(56, Math.max(14, 480 / Math.max(1, labels.length)));
  const frame = readFrame(ACTION, options, Math.round(side * labels.length) + 80);
  const svg = drawChart(frame.builder, options.description ?? describe(labels, matrix), {
    width: Math.min(frame.width, Math.round(side * 1.6 * labels.length) + marginLeft + 20),
    height: frame.height,
    marginLeft,
    marginTop: 24,
    marginBottom: 52,
    padding: 0.04,
    opacity: { domain: [0, 1], range: [0, 1] },
    // Positions, not labels: two labels with the same text keep separate rows.
    x: { label: "Predicted class", ...classScale(labels), labelAnchor: "center" },
    y: { label: "True class", ...classScale(labels), labelAnchor: "top" },
    marks: cellMarks(matrix),
  });
  return buildFigure(frame, titled, {
    name: "Confusion matrix",
    charts: svg,
    table: {
      summary: "Counts in a table",
      columns: ["true \\ predicted", ...labels],
      rows: matrix.map((row, index) => [labels[index] ?? "", ...row.map(valueText)]),
    },
  });
}

function readMatrix(data: ConfusionMatrixPlotData): {
  readonly labels: readonly string[];
  readonly matrix: readonly (readonly number[])[];
} {
  const matrix = data.matrix ?? data.confusionMatrix ?? [];
  const size = data.labels.length;
  const wrong = [matrix, ...matrix].find(({ length }) => length !== size);
  if (wrong === undefined) return { labels: data.labels.map(String), matrix };
  throw new ArgumentError(ACTION, {
    argument: "data.matrix",
    value: wrong.length,
    rule: `have a row and a column for each of the ${size} labels`,
  });
}

/**
 * Creates a band scale of positions with labels as ticks. Long labels are cut; the table shows them
 * whole.
 */
function classScale(labels: readonly string[]): object {
  const every = Math.ceil(labels.length / 40);
  return {
    type: "band",
    domain: labels.map((_, index) => index),
    tickFormat: (index: number) => index % every === 0 ? cut(labels[index] ?? "") : "",
  };
}

function cut(label: string): string {
  return label.length <= 16 ? label : `${label.slice(0, 15)}…`;
}

function cellMarks(matrix: readonly (readonly number[])[]): Plot.Markish[] {
  const cells = matrix.flatMap((row, y) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.map((count, x) => ({ x, y, count, share: total === 0 ? 0 : count / total }));
  });
  const marks: Plot.Markish[] = [
    Plot.cell(cells, { x: "x", y: "y", fill: "currentColor", fillOpacity: 0.06 }),
    Plot.cell(cells, { x: "x", y: "y", fill: "#1f5a99", fillOpacity: "share" }),
  ];
  if (matrix.length > MOST_WRITTEN) return marks;
  const text = ({ count }: { readonly count: number }): string => valueText(count);
  const [strong, faint] = [
    cells.filter(({ share }) => share >= DARK),
    cells.filter(({ share }) => share < DARK),
  ];
  marks.push(Plot.text(strong, { x: "x", y: "y", text, fill: "white" }));
  marks.push(Plot.text(faint, { x: "x", y: "y", text, fill: "currentColor" }));
  return marks;
}

function describe(labels: readonly string[], matrix: readonly (readonly number[])[]): string {
  const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
  const total = sum(matrix.map(sum));
  const right = sum(matrix.map((row, index) => row[index] ?? 0));
  const share = total === 0 ? "" : `, ${valueText(100 * right / total)} % of them correct`;
  return `Confusion matrix of ${labels.length} classes, ${valueText(total)} samples${share}`;
}
