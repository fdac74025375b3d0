/**
 * Detection error tradeoff curves. Browser-safe.
 *
 * @module
 */
import { type BinaryOptions, readBinarySamples } from "./binary.ts";
import { CurveArgumentError } from "./errors.ts";
import type { LabelSequence } from "./labels.ts";
import type { NumberSequence } from "./numbers.ts";
import { countAtThresholds, dropEqualTruePositives, type ThresholdCounts } from "./rank.ts";

/** Options of {@linkcode detCurve}. */
export interface DetCurveOptions extends BinaryOptions {
  /**
   * Leaves out thresholds between others with the same false negative rate. The drawn curve stays as
   * it is.
   *
   * @default false
   */
  readonly dropIntermediate?: boolean | undefined;
}

/** Points of a DET curve, by increasing threshold. */
export interface DetCurve {
  /** False positives over negatives, falling to 0. */
  readonly falsePositiveRate: Float64Array;
  /** False negatives over positives, rising from 0. */
  readonly falseNegativeRate: Float64Array;
  /** Distinct scores, increasing; at the end Infinity, unless a score has no false positives. */
  readonly thresholds: Float64Array;
}

const ACTION = "Cannot compute DET curve";

/**
 * The false positive and the false negative rate at every distinct score, as scikit-learn's
 * `det_curve` computes them: from the highest threshold without false negatives to the lowest without
 * false positives.
 *
 * Time is that of a sort; memory is linear, below 80 bytes a sample while it runs.
 *
 * @param yTrue The true labels, exactly two of them
 * @param scores A finite score a label: probabilities or any other numbers that rank the samples
 * @returns The points, all finite but the last threshold
 *
 * @throws {CurveArgumentError} when an argument is empty, of another length, not finite, or of an
 * unsupported kind; when the positive label is needed and missing, or is not in `yTrue`; when `yTrue`
 * does not hold exactly two labels, or the samples of one have no weight (scikit-learn divides 0 by 0
 * in the last case)
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
  const samples = readBinarySamples(ACTION, yTrue, scores, options);
  if (samples.labelCount !== 2) {
    throw new CurveArgumentError(ACTION, {
      argument: "yTrue",
      value: samples.labelCount,
      rule: "hold exactly two distinct labels",
    });
  }
  const counts = withInfinity(countAtThresholds(samples));
  return detOf(options.dropIntermediate ? dropEqualTruePositives(counts) : counts);
}

/** The curve of counts that begin at a threshold which nothing reaches. */
function detOf({ truePositives, falsePositives, thresholds }: ThresholdCounts): DetCurve {
  const positives = truePositives[truePositives.length - 1] ?? NaN;
  const negatives = falsePositives[falsePositives.length - 1] ?? NaN;
  if (positives === 0 || negatives === 0) {
    throw new CurveArgumentError(ACTION, {
      argument: "options.sampleWeight",
      value: 0,
      rule: "give both classes a weight",
    });
  }
  const start = firstIndex(falsePositives, (count) => count > 0) - 1;
  const end = firstIndex(truePositives, (count) => count === positives) + 1;
  const count = Math.max(0, end - start);
  const falsePositiveRate = new Float64Array(count);
  const falseNegativeRate = new Float64Array(count);
  for (let index = 0; index < count; index++) {
    falsePositiveRate[index] = (falsePositives[end - 1 - index] ?? NaN) / negatives;
    falseNegativeRate[index] = (positives - (truePositives[end - 1 - index] ?? NaN)) / positives;
  }
  return {
    falsePositiveRate,
    falseNegativeRate,
    thresholds: thresholds.slice(start, end).reverse(),
  };
}

function withInfinity(counts: ThresholdCounts): ThresholdCounts {
  const length = counts.thresholds.length + 1;
  const truePositives = new Float64Array(length);
  const falsePositives = new Float64Array(length);
  const thresholds = new Float64Array(length);
  thresholds[0] = Infinity;
  truePositives.set(counts.truePositives, 1);
  falsePositives.set(counts.falsePositives, 1);
  thresholds.set(counts.thresholds, 1);
  return { truePositives, falsePositives, thresholds };
}

/** The index of the first count that satisfies the condition; one of them does. */
function firstIndex(
  counts: Float64Array | Uint32Array,
  condition: (count: number) => boolean,
): number {
  let index = 0;
  while (index < counts.length && !condition(counts[index] ?? NaN)) index++;
  return index;
}
