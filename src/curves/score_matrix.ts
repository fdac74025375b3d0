/**
 * Scores of several classes, a row a sample. Browser-safe.
 *
 * @module
 */
import { type NumberSequence, readFiniteNumbers } from "./numbers.ts";
import { checkLength, isTypedArray, readSequence } from "./sequence.ts";

/**
 * Scores of several classes: a sequence of rows, each with a score a class, or one typed array with
 * the rows one after another.
 *
 * @example
 * ```ts
 * import { oneVsRestRocCurves, type ScoreMatrix } from "@runlog/sagemaker/curves";
 *
 * const rows: ScoreMatrix = [[0.8, 0.1, 0.1], [0.2, 0.5, 0.3], [0.1, 0.3, 0.6]];
 * const flat: ScoreMatrix = Float32Array.from(rows.flat());
 * console.log(oneVsRestRocCurves(["a", "b", "c"], rows).macro.areaUnderCurve); // 1
 * console.log(oneVsRestRocCurves(["a", "b", "c"], flat).macro.areaUnderCurve); // 1
 * ```
 */
export type ScoreMatrix = Iterable<NumberSequence> | NumberSequence;

/** The rows one after another: finite doubles, `columns` of them a row. */
export function readScoreMatrix(
  action: string,
  scores: ScoreMatrix,
  rows: number,
  columns: number,
): Float64Array {
  return null as never;
}
