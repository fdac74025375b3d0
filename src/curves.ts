/**
 * Curves and scores of classifiers: scikit-learn's numbers, in TypeScript alone. Pure functions without
 * dependencies, for Deno, Bun, Node and browsers.
 *
 * Arrays, typed arrays or other iterables go in and are not changed; labels are numbers, strings,
 * booleans or bigints; plain objects of `Float64Array` come out. Results equal those of scikit-learn
 * 1.9.1 to 1e-12. What cannot be computed is a {@linkcode CurveArgumentError}; what can, but means
 * nothing, says so in its `warnings`.
 *
 * | input | result |
 * |---|---|
 * | empty, unequal lengths, NaN or infinite scores or weights, labels that are no labels | error |
 * | a negative weight, or weights that are all 0 | error (scikit-learn accepts negative ones) |
 * | strings beside other labels | error |
 * | a positive label that is none of two or more labels | error (scikit-learn: average precision only) |
 * | no positives | precision 0, recall 1; average precision 0; true positive rate NaN; area NaN |
 * | no negatives | precision 1; average precision 1; false positive rate NaN; area NaN |
 * | one class only, in a DET curve | error |
 * | labels chosen that no sample has | zeros in a matrix; a class without positives in the rest |
 * | samples of a label that was not chosen | left out of a matrix; error in one-vs-rest curves |
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
