/**
 * Computes ROC curves.
 *
 * @module
 */
import { BINARY_OPTIONS, type BinaryOptions, readBinarySamples } from "./binary.ts";
import { unevenThresholds } from "./intermediate.ts";
import type { LabelSequence } from "./labels.ts";
import type { NumberSequence } from "./numbers.ts";
import { countAtThresholds, selectThresholds, type ThresholdCounts } from "./rank.ts";
import type { CurveWarning } from "./warnings.ts";
import { checkCurveOptions } from "./check_options.ts";
import type { OptionKinds } from "../options.ts";
import { FLAG } from "../kinds.ts";

/**
 * Options of {@linkcode rocCurve}.
 *
 * @example Every point
 * ```ts
 * import { rocCurve, type RocCurveOptions } from "@runlog/sagemaker/curves";
 *
 * const options: RocCurveOptions = { dropIntermediate: false };
 * console.log(rocCurve([0, 1, 1, 1], [0.1, 0.2, 0.3, 0.4], options).thresholds.length); // 5
 * ```
 */
export interface RocCurveOptions extends BinaryOptions {
  /**
   * Whether to omit points halfway between their neighbors. Neither the drawn curve nor its area
   * changes.
   *
   * @default true
   */
  readonly dropIntermediate?: boolean | undefined;
}

/**
 * Points of a ROC curve, by decreasing threshold, from (0, 0) to (1, 1).
 *
 * @example Whether both rates are defined
 * ```ts
 * import { type RocCurve, rocCurve } from "@runlog/sagemaker/curves";
 *
 * const curve: RocCurve = rocCurve([1, 1], [0.1, 0.2]);
 * console.log(curve.warnings.length === 0, curve.falsePositiveRate); // false NaN, NaN, NaN
 * ```
 */
export interface RocCurve {
  /** False positives divided by negatives; NaN at every point if there are no negatives. */
  readonly falsePositiveRate: Float64Array;
  /** True positives divided by positives; NaN at every point if there are no positives. */
  readonly truePositiveRate: Float64Array;
  /** Infinity for the point (0, 0), then distinct scores, decreasing. */
  readonly thresholds: Float64Array;
  /** `no-positives` or `no-negatives` if one class is missing. */
  readonly warnings: readonly CurveWarning[];
}

const OPTIONS: OptionKinds<RocCurveOptions> = { ...BINARY_OPTIONS, dropIntermediate: FLAG };

/**
 * Computes the false and the true positive rate at every distinct score, as scikit-learn's
 * `roc_curve` does.
 *
 * A sample counts as predicted positive at a threshold if its score is at or above it. Scores are
 * compared exactly, so equal ones add one point in any order.
 * `auc(falsePositiveRate, truePositiveRate)` is the area under the curve.
 *
 * Time is that of a sort. Memory is linear, at most 70 bytes per sample during the call, or 100
 * with weights.
 *
 * @param yTrue The true labels, at least one
 * @param scores One finite score per label: probabilities or any other numbers that rank the
 * samples
 * @returns The points. The rate of a missing class is NaN, so check `warnings` before you write
 * JSON.
 *
 * @throws {CurveArgumentError} If an argument is empty, of another length, not finite, or of an
 * unsupported kind. Also if the positive label is required and missing, or is not one of two or
 * more labels in `yTrue`. Scikit-learn draws a curve without positives in the last case.
 *
 * @example
 * ```ts
 * import { auc, rocCurve } from "@runlog/sagemaker/curves";
 *
 * const curve = rocCurve([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]);
 * console.log(curve.falsePositiveRate); // 0, 0, 0.5, 0.5, 1
 * console.log(curve.truePositiveRate); // 0, 0.5, 0.5, 1, 1
 * console.log(auc(curve.falsePositiveRate, curve.truePositiveRate)); // 0.75
 * ```
 */
export function rocCurve(
  yTrue: LabelSequence,
  scores: NumberSequence,
  options: RocCurveOptions = {},
): RocCurve {
  checkCurveOptions("Cannot compute ROC curve", options, OPTIONS);
  const samples = readBinarySamples("Cannot compute ROC curve", yTrue, scores, options);
  return rocOf(countAtThresholds(samples), options.dropIntermediate ?? true);
}

/** Computes the curve of counts, in their memory. */
export function rocOf(allCounts: ThresholdCounts, dropIntermediate: boolean): RocCurve {
  const counts = dropIntermediate
    ? selectThresholds(allCounts, unevenThresholds(allCounts))
    : allCounts;
  const falsePositiveRate = toRates(counts.falsePositives);
  const truePositiveRate = toRates(counts.truePositives);
  const warnings: CurveWarning[] = [];
  if (Number.isNaN(falsePositiveRate[0])) {
    warnings.push({
      kind: "no-negatives",
      message: "No negative sample in yTrue: the false positive rate is not a number",
    });
  }
  if (Number.isNaN(truePositiveRate[0])) {
    warnings.push({
      kind: "no-positives",
      message: "No positive sample in yTrue: the true positive rate is not a number",
    });
  }
  const thresholds = counts.thresholds.reverse();
  return { falsePositiveRate, truePositiveRate, thresholds, warnings };
}

/** Converts falling counts to rising shares of the first one. */
function toRates(counts: Float64Array): Float64Array {
  const total = counts[0] ?? 0;
  if (total === 0) return counts.fill(NaN);
  for (let index = 0; index < counts.length; index++) {
    counts[index] = (counts[index] ?? NaN) / total;
  }
  return counts.reverse();
}
