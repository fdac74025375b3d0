/**
 * Computes detection error tradeoff (DET) curves.
 *
 * @module
 */
import { BINARY_OPTIONS, type BinaryOptions, readBinarySamples } from "./binary.ts";
import { CurveArgumentError } from "./errors.ts";
import { changingThresholds } from "./intermediate.ts";
import type { LabelSequence } from "./labels.ts";
import type { NumberSequence } from "./numbers.ts";
import { countAtThresholds, selectThresholds, type ThresholdCounts } from "./rank.ts";
import { checkCurveOptions } from "./check_options.ts";
import type { OptionKinds } from "../options.ts";
import { FLAG } from "../kinds.ts";

/**
 * Options of {@linkcode detCurve}.
 *
 * @example A lighter curve
 * ```ts
 * import { detCurve, type DetCurveOptions } from "@runlog/sagemaker/curves";
 *
 * const options: DetCurveOptions = { dropIntermediate: true, positiveLabel: "spam" };
 * console.log(detCurve(["ham", "spam"], [0.9, 0.4], options).thresholds); // 0.4, 0.9, Infinity
 * ```
 */
export interface DetCurveOptions extends BinaryOptions {
  /**
   * Whether to omit thresholds between others with the same false negative rate. The drawn curve
   * does not change.
   *
   * @default false
   */
  readonly dropIntermediate?: boolean | undefined;
}

/**
 * Points of a DET curve, by increasing threshold.
 *
 * @example The threshold at which both errors are about as frequent
 * ```ts
 * import { type DetCurve, detCurve } from "@runlog/sagemaker/curves";
 *
 * const curve: DetCurve = detCurve([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]);
 * const equal = curve.falsePositiveRate.findIndex((rate, i) =>
 *   rate <= (curve.falseNegativeRate[i] ?? NaN)
 * );
 * console.log(curve.thresholds[equal]); // 0.4
 * ```
 */
export interface DetCurve {
  /** False positives divided by negatives, falling to 0. */
  readonly falsePositiveRate: Float64Array;
  /** False negatives divided by positives, rising from 0. */
  readonly falseNegativeRate: Float64Array;
  /**
   * Distinct scores, increasing. The last one is Infinity, unless a score has no false positives.
   */
  readonly thresholds: Float64Array;
}

const ACTION = "Cannot compute DET curve";

const OPTIONS: OptionKinds<DetCurveOptions> = { ...BINARY_OPTIONS, dropIntermediate: FLAG };

/**
 * Computes the false positive and the false negative rate at every distinct score, as
 * scikit-learn's `det_curve` does. Thresholds reach from the highest one without false negatives to
 * the lowest one without false positives.
 *
 * Time is that of a sort. Memory is linear, at most 70 bytes per sample during the call, or 100
 * with weights.
 *
 * @param yTrue The true labels, with exactly two distinct values
 * @param scores One finite score per label: probabilities or any other numbers that rank the
 * samples
 * @returns The points, all finite except the last threshold
 *
 * @throws {CurveArgumentError} If an argument is empty, of another length, not finite, or of an
 * unsupported kind. Also if the positive label is required and missing, or is not in `yTrue`. Also
 * if `yTrue` does not have exactly two labels, or the samples of one label have no weight.
 * Scikit-learn divides 0 by 0 in the last case.
 *
 * @example
 * ```ts
 * import { detCurve } from "@runlog/sagemaker/curves";
 *
 * const curve = detCurve([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]);
 * console.log(curve.falsePositiveRate); // 0.5, 0.5, 0
 * console.log(curve.falseNegativeRate); // 0, 0.5, 0.5
 * console.log(curve.thresholds); // 0.35, 0.4, 0.8
 * ```
 */
export function detCurve(
  yTrue: LabelSequence,
  scores: NumberSequence,
  options: DetCurveOptions = {},
): DetCurve {
  checkCurveOptions(ACTION, options, OPTIONS);
  const samples = readBinarySamples(ACTION, yTrue, scores, options);
  if (samples.labelCount !== 2) {
    throw new CurveArgumentError(ACTION, {
      argument: "yTrue",
      value: samples.labelCount,
      rule: "have exactly two distinct labels",
    });
  }
  const counts = countAtThresholds(samples);
  return detOf(
    options.dropIntermediate
      ? selectThresholds(counts, changingThresholds(counts, counts.thresholds.length))
      : counts,
  );
}

/** Returns, as rates, the part of the counts in which one kind of error replaces the other. */
function detOf({ truePositives, falsePositives, thresholds }: ThresholdCounts): DetCurve {
  const positives = truePositives[0] ?? NaN;
  const negatives = falsePositives[0] ?? NaN;
  if (positives === 0 || negatives === 0) {
    throw new CurveArgumentError(ACTION, {
      argument: "sampleWeight",
      value: 0,
      rule: "give both classes a weight",
    });
  }
  const start = truePositives.lastIndexOf(positives);
  const end = falsePositives.indexOf(0) + 1;
  return {
    falsePositiveRate: falsePositives.slice(start, end).map((count) => count / negatives),
    falseNegativeRate: truePositives.slice(start, end).map((count) =>
      (positives - count) / positives
    ),
    thresholds: thresholds.slice(start, end),
  };
}
