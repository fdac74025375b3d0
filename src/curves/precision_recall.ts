/**
 * Precision-recall curves and average precision. Browser-safe.
 *
 * @module
 */
import {
  BINARY_OPTIONS,
  type BinaryOptions,
  findPositive,
  inferPositive,
  type PositiveRule,
  readBinarySamples,
} from "./binary.ts";
import { changingThresholds } from "./intermediate.ts";
import type { LabelSequence } from "./labels.ts";
import type { NumberSequence } from "./numbers.ts";
import { countAtThresholds, selectThresholds, type ThresholdCounts } from "./rank.ts";
import type { CurveWarning } from "./warnings.ts";
import { checkCurveOptions } from "./check_options.ts";
import type { OptionNames } from "../options.ts";

/**
 * Options of {@linkcode precisionRecallCurve}.
 *
 * @example A lighter curve
 * ```ts
 * import { precisionRecallCurve, type PrecisionRecallCurveOptions } from "@runlog/sagemaker/curves";
 *
 * const options: PrecisionRecallCurveOptions = { dropIntermediate: true };
 * console.log(precisionRecallCurve([0, 0, 0, 1], [0.1, 0.2, 0.3, 0.4], options).thresholds); // 0.1, 0.4
 * ```
 */
export interface PrecisionRecallCurveOptions extends BinaryOptions {
  /**
   * Leaves out thresholds between others with the same recall. The drawn curve stays as it is.
   *
   * @default false
   */
  readonly dropIntermediate?: boolean | undefined;
}

/**
 * Points of a precision-recall curve, by increasing threshold, so that recall falls from 1 to 0.
 *
 * @example The precision at the highest threshold that finds nine positives in ten
 * ```ts
 * import { type PrecisionRecallCurve, precisionRecallCurve } from "@runlog/sagemaker/curves";
 *
 * const curve: PrecisionRecallCurve = precisionRecallCurve([0, 1, 1, 1], [0.1, 0.2, 0.7, 0.8]);
 * console.log(curve.precision[curve.recall.findLastIndex((recall) => recall >= 0.9)]); // 1
 * ```
 */
export interface PrecisionRecallCurve {
  /** Precision at each threshold, and at the end a 1 that has no threshold. */
  readonly precision: Float64Array;
  /** Recall at each threshold, and at the end a 0 that has no threshold. */
  readonly recall: Float64Array;
  /** The distinct scores, increasing: one less than there are points. */
  readonly thresholds: Float64Array;
  /** `no-positives`, if no sample is positive: precision is then 0 and recall 1 at every threshold. */
  readonly warnings: readonly CurveWarning[];
}

const OPTIONS: OptionNames<PrecisionRecallCurveOptions> = {
  ...BINARY_OPTIONS,
  dropIntermediate: true,
};

/**
 * Precision and recall at every distinct score, as scikit-learn's `precision_recall_curve` computes
 * them.
 *
 * A sample counts as predicted positive at a threshold if its score is at or above it. Scores are
 * compared exactly: equal ones make one point, whatever their order.
 *
 * Time is that of a sort; memory is linear, at most 70 bytes a sample while it runs, 100 with weights.
 *
 * @param yTrue The true labels, at least one
 * @param scores A finite score a label: probabilities or any other numbers that rank the samples
 * @returns One point a distinct score, and the end point (recall 0, precision 1)
 *
 * @throws {CurveArgumentError} when an argument is empty, of another length, not finite, or of an
 * unsupported kind; when the positive label is needed and missing, or is none of two or more labels
 * in `yTrue` (scikit-learn draws a curve without positives in the last case)
 *
 * @example
 * ```ts
 * import { precisionRecallCurve } from "@runlog/sagemaker/curves";
 *
 * const curve = precisionRecallCurve(["ham", "spam", "ham", "spam"], [0.1, 0.4, 0.35, 0.8], {
 *   positiveLabel: "spam",
 * });
 * console.log(curve.precision); // 0.5, 0.667, 1, 1, 1
 * console.log(curve.recall); // 1, 1, 1, 0.5, 0
 * console.log(curve.thresholds); // 0.1, 0.35, 0.4, 0.8
 * ```
 */
export function precisionRecallCurve(
  yTrue: LabelSequence,
  scores: NumberSequence,
  options: PrecisionRecallCurveOptions = {},
): PrecisionRecallCurve {
  checkCurveOptions("Cannot compute PR curve", options, OPTIONS);
  const samples = readBinarySamples("Cannot compute PR curve", yTrue, scores, options);
  return precisionRecallOf(countAtThresholds(samples), options.dropIntermediate ?? false);
}

/** The curve of counts, made of them in place. */
export function precisionRecallOf(
  allCounts: ThresholdCounts,
  dropIntermediate: boolean,
): PrecisionRecallCurve {
  const scoreCount = allCounts.thresholds.length - 1;
  const counts = dropIntermediate
    ? selectThresholds(allCounts, changingThresholds(allCounts, scoreCount))
    : allCounts;
  const { truePositives: recall, falsePositives: precision } = counts;
  const positives = recall[0] ?? NaN;
  const last = recall.length - 1;
  for (let index = 0; index < last; index++) {
    const truePositives = recall[index] ?? NaN;
    precision[index] = truePositives / (truePositives + (precision[index] ?? NaN));
    recall[index] = positives === 0 ? 1 : truePositives / positives;
  }
  precision[last] = 1;
  return {
    precision,
    recall,
    thresholds: counts.thresholds.subarray(0, last),
    warnings: positives === 0 ? [NO_POSITIVES] : [],
  };
}

const NO_POSITIVES: CurveWarning = {
  kind: "no-positives",
  message: "No positive sample in yTrue: recall is set to 1 at every threshold",
};

/**
 * Average precision: the sum over thresholds of precision times the increase in recall, as
 * scikit-learn's `average_precision_score` computes it. A step sum, neither interpolated nor
 * trapezoidal. 0 without positives; the share of positives if all scores are equal.
 *
 * Without `positiveLabel` the positive label is 1, beside any one other label: `{1, 2}` will do here,
 * where the curve asks for a positive label.
 *
 * To log it beside the curve, {@linkcode averagePrecisionOf} saves the second sort.
 *
 * @param yTrue The true labels, at least one
 * @param scores A finite score a label: probabilities or any other numbers that rank the samples
 * @returns A number from 0 to 1
 *
 * @throws {CurveArgumentError} as {@linkcode precisionRecallCurve}
 *
 * @example
 * ```ts
 * import { averagePrecision } from "@runlog/sagemaker/curves";
 *
 * console.log(averagePrecision([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])); // 0.8333333333333333
 * ```
 */
export function averagePrecision(
  yTrue: LabelSequence,
  scores: NumberSequence,
  options: BinaryOptions = {},
): number {
  const action = "Cannot compute average precision";
  checkCurveOptions(action, options, BINARY_OPTIONS);
  const samples = readBinarySamples(action, yTrue, scores, options, defaultToOne);
  return averagePrecisionOf(precisionRecallOf(countAtThresholds(samples), false));
}

/** Unlike the curves, average precision takes 1 for positive beside any other label. */
const defaultToOne: PositiveRule = (action, table, positiveLabel) =>
  positiveLabel === undefined && table.size <= 2
    ? findPositive(action, table, 1)
    : inferPositive(action, table, positiveLabel);

/**
 * Average precision of a curve that is already there, with or without its intermediate points.
 *
 * @param curve What {@linkcode precisionRecallCurve} returned
 * @returns A number from 0 to 1
 *
 * @example
 * ```ts
 * import { averagePrecisionOf, precisionRecallCurve } from "@runlog/sagemaker/curves";
 *
 * const curve = precisionRecallCurve([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]);
 * console.log(averagePrecisionOf(curve)); // 0.8333333333333333
 * ```
 */
export function averagePrecisionOf(
  curve: Pick<PrecisionRecallCurve, "precision" | "recall">,
): number {
  const { precision, recall } = curve;
  let sum = 0;
  for (let index = 0; index + 1 < recall.length; index++) {
    sum += ((recall[index] ?? NaN) - (recall[index + 1] ?? NaN)) * (precision[index] ?? NaN);
  }
  return Math.max(0, sum);
}
