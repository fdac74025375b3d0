/**
 * Computes curves and scores of classifiers: scikit-learn's numbers, in TypeScript alone. Pure
 * functions without dependencies, for Deno, Bun, Node and browsers.
 *
 * Inputs are arrays, typed arrays or other iterables, and are not changed. Labels are numbers,
 * strings, booleans or bigints. Results are plain objects of `Float64Array`. They equal those of
 * scikit-learn 1.9.1 to 1e-12. Inputs that allow no result throw a {@linkcode CurveArgumentError}.
 * Results that are defined but meaningless have entries in their `warnings`.
 *
 * | input | result |
 * |---|---|
 * | empty, unequal lengths, NaN or infinite scores or weights, invalid labels | error |
 * | a negative weight, or weights that are all 0 | error (scikit-learn accepts negative ones) |
 * | strings mixed with other labels | error |
 * | a positive label that is not one of two or more labels | error (scikit-learn: average precision only) |
 * | no positives | precision 0, recall 1; average precision 0; true positive rate NaN; area NaN |
 * | no negatives | precision 1; average precision 1; false positive rate NaN; area NaN |
 * | one class only, in a DET curve | error |
 * | chosen labels that no sample has | zeros in a matrix; a class without positives elsewhere |
 * | samples of a label that was not chosen | omitted from a matrix; error in one-vs-rest curves |
 *
 * @example A precision-recall and a ROC curve with their areas
 * ```ts
 * import { auc, averagePrecision, precisionRecallCurve, rocCurve } from "@runlog/sagemaker/curves";
 *
 * const yTrue = ["ham", "spam", "ham", "spam"];
 * const scores = new Float32Array([0.1, 0.4, 0.35, 0.8]);
 * const { precision, recall } = precisionRecallCurve(yTrue, scores, { positiveLabel: "spam" });
 * const roc = rocCurve(yTrue, scores, { positiveLabel: "spam" });
 *
 * console.log(precision, recall, averagePrecision(yTrue, scores, { positiveLabel: "spam" }));
 * console.log(auc(roc.falsePositiveRate, roc.truePositiveRate));
 * ```
 *
 * @module
 */

export {
  averagePrecision,
  averagePrecisionOf,
  type PrecisionRecallCurve,
  precisionRecallCurve,
  type PrecisionRecallCurveOptions,
} from "./curves/precision_recall.ts";
export { type RocCurve, rocCurve, type RocCurveOptions } from "./curves/roc.ts";
export { type DetCurve, detCurve, type DetCurveOptions } from "./curves/det.ts";
export { auc } from "./curves/auc.ts";
export {
  type CalibrationCurve,
  calibrationCurve,
  type CalibrationCurveOptions,
} from "./curves/calibration.ts";
export {
  type OneVsRestPrecisionRecallCurves,
  oneVsRestPrecisionRecallCurves,
  type OneVsRestRocCurves,
  oneVsRestRocCurves,
  type PrecisionRecallCurveWithAverage,
  type RocCurveWithArea,
} from "./curves/multiclass.ts";

export {
  type ConfusionMatrix,
  confusionMatrix,
  type ConfusionMatrixOptions,
  type Normalization,
} from "./curves/confusion_matrix.ts";
export {
  type ClassificationReport,
  classificationReport,
  type ClassificationReportOptions,
  type ClassScores,
  type LabelScores,
  type OverallScore,
} from "./curves/report.ts";
export {
  formatClassificationReport,
  type FormatClassificationReportOptions,
} from "./curves/report_text.ts";

export { thinCurve, type ThinCurveOptions, type ThinnedCurve } from "./curves/thin.ts";

export type { BinaryOptions } from "./curves/binary.ts";
export type { OneVsRestOptions } from "./curves/one_vs_rest.ts";
export type { ScoreMatrix } from "./curves/score_matrix.ts";
export type { Label, LabelSequence } from "./curves/labels.ts";
export type { NumberSequence } from "./curves/numbers.ts";
export type { CurveWarning, CurveWarningKind } from "./curves/warnings.ts";
export { CurveArgumentError, type CurveArgumentFacts } from "./curves/errors.ts";
