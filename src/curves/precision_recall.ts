/**
 * Computes precision-recall curves and average precision.
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
import { checkCurveArgument, checkCurveOptions } from "./check_options.ts";
import type { OptionKinds } from "../options.ts";
import { FLAG, NUMBERS, recordOf } from "../kinds.ts";

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
   * Whether to omit thresholds between others with the same recall. The drawn curve does not
   * change.
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
  /** Precision at each threshold. The last value is a 1 without a threshold. */
  readonly precision: Float64Array;
  /** Recall at each threshold. The last value is a 0 without a threshold. */
  readonly recall: Float64Array;
  /** Distinct scores, increasing: one fewer than there are points. */
  readonly thresholds: Float64Array;
  /**
   * `no-positives` if no sample is positive. Precision is then 0 and recall 1 at every threshold.
   */
  readonly warnings: readonly CurveWarning[];
}

const CURVE = recordOf("be a precision-recall curve", { precision: NUMBERS, recall: NUMBERS });

const OPTIONS: OptionKinds<PrecisionRecallCurveOptions> = {
  ...BINARY_OPTIONS,
  dropIntermediate: FLAG,
};

/**
 * Computes precision and recall at every distinct score, as scikit-learn's `precision_recall_curve`
 * does.
 *
 * A sample counts as predicted positive at a threshold if its score is at or above it. Scores are
 * compared exactly, so equal ones add one point in any order.
 *
 * Time is that of a sort. Memory is linear, at most 70 bytes per sample during the call, or 100
 * with weights.
 *
 * @param yTrue The true labels, at least one
 * @param scores One finite score per label: probabilities or any other numbers that rank the
 * samples
 * @returns The points, one per distinct score, and the end point (recall 0, precision 1)
 *
 * @throws {CurveArgumentError} If an argument is empty, of another length, not finite, or of an
 * unsupported kind. Also if the positive label is required and missing, or is not one of two or
 * more labels in `yTrue`. Scikit-learn draws a curve without positives in the last case.
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

/** Computes the curve of counts, in their memory. */
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
 * Computes average precision: the sum over thresholds of precision times the increase in recall, as
 * scikit-learn's `average_precision_score` does. The sum uses steps, without interpolation or
 * trapezoids. It is 0 without positives, and the share of positives if all scores are equal.
 *
 * Without `positiveLabel`, the positive label is 1, whatever the one other label is. `{1, 2}` is
 * valid here, while the curve requires a positive label.
 *
 * To log it with the curve, use {@linkcode averagePrecisionOf}, which saves the second sort.
 *
 * @param yTrue The true labels, at least one
 * @param scores One finite score per label: probabilities or any other numbers that rank the
 * samples
 * @returns The average precision, from 0 to 1
 *
 * @throws {CurveArgumentError} See {@linkcode precisionRecallCurve}
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

/**
 * Chooses the positive label. Unlike the curves, average precision uses 1 whatever the other label
 * is.
 */
const defaultToOne: PositiveRule = (action, table, positiveLabel) =>
  positiveLabel === undefined && table.size <= 2
    ? findPositive(action, table, 1)
    : inferPositive(action, table, positiveLabel);

/**
 * Computes the average precision of an existing curve, with or without its intermediate points.
 *
 * @param curve The result of {@linkcode precisionRecallCurve}
 * @returns The average precision, from 0 to 1
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
  checkCurveArgument("Cannot compute average precision", "curve", curve, CURVE);
  const { precision, recall } = curve;
  let sum = 0;
  for (let index = 0; index + 1 < recall.length; index++) {
    sum += ((recall[index] ?? NaN) - (recall[index + 1] ?? NaN)) * (precision[index] ?? NaN);
  }
  return Math.max(0, sum);
}
