/**
 * Reads scores of several classes, one row per sample.
 *
 * @module
 */
import { type NumberSequence, readFiniteNumbers } from "./numbers.ts";
import { checkLength, readingOf, readSequence } from "./sequence.ts";

/**
 * Scores of several classes: a sequence of rows with one score per class, or one typed array. The
 * typed array holds the rows one after another, as in machine-learning libraries.
 *
 * @example
 * ```ts
 * import { oneVsRestRocCurves, type ScoreMatrix } from "@runlog/sagemaker/curves";
 *
 * const rows = [[0.8, 0.1, 0.1], [0.2, 0.5, 0.3], [0.1, 0.3, 0.6]];
 * const flat: ScoreMatrix = Float32Array.from(rows.flat());
 * console.log(oneVsRestRocCurves(["a", "b", "c"], rows).macro.areaUnderCurve); // 1
 * console.log(oneVsRestRocCurves(["a", "b", "c"], flat).macro.areaUnderCurve); // 1
 * ```
 */
export type ScoreMatrix = Iterable<NumberSequence> | Float64Array | Float32Array;

/** Reads the rows, one after another: finite doubles, `columns` of them per row. */
export function readScoreMatrix(
  action: string,
  scores: ScoreMatrix,
  rows: number,
  columns: number,
): Float64Array {
  return readingOf(action, "scores", scores, () => toMatrix(action, scores, rows, columns));
}

function toMatrix(
  action: string,
  scores: ScoreMatrix,
  rows: number,
  columns: number,
): Float64Array {
  if (isFlat(scores)) {
    const values = readFiniteNumbers(action, "scores", scores);
    const of = `yTrue times the ${columns} labels`;
    checkLength(action, "scores", values.length, { of, length: rows * columns });
    return values;
  }
  const sequence = readSequence(
    action,
    "scores",
    scores,
  );
  checkLength(action, "scores", sequence.length, { of: "yTrue", length: rows });
  const matrix = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const argument = `scores[${row}]`;
    const values = readFiniteNumbers(action, argument, sequence[row] ?? []);
    checkLength(action, argument, values.length, { of: "the labels", length: columns });
    matrix.set(values, row * columns);
  }
  return matrix;
}

function isFlat(scores: ScoreMatrix): scores is Float64Array | Float32Array {
  return ArrayBuffer.isView(scores);
}
