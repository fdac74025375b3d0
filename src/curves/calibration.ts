/**
 * Computes calibration curves.
 *
 * @module
 */
import { inferPositive } from "./binary.ts";
import { CurveArgumentError } from "./errors.ts";
import { type Label, type LabelSequence, LabelTable } from "./labels.ts";
import { type NumberSequence, readFiniteNumbers } from "./numbers.ts";
import { checkLength } from "./sequence.ts";
import { sortDoubles } from "./sort.ts";
import { checkCurveOptions } from "./check_options.ts";
import type { OptionKinds } from "../options.ts";
import { oneOf } from "../kinds.ts";

/**
 * Options of {@linkcode calibrationCurve}.
 *
 * @example Ten bins of equally many samples
 * ```ts
 * import { calibrationCurve, type CalibrationCurveOptions } from "@runlog/sagemaker/curves";
 *
 * const options: CalibrationCurveOptions = { bins: 10, strategy: "quantile" };
 * console.log(calibrationCurve([0, 1, 1], [0.1, 0.4, 0.9], options).counts);
 * ```
 */
export interface CalibrationCurveOptions {
  /**
   * Label of the positive class.
   *
   * @default 1, if the labels are `{0, 1}`, `{-1, 1}` or one of `0`, `-1`, `1` alone. Booleans
   * count as 0 and 1. With any other labels, this option is required.
   */
  readonly positiveLabel?: Label | undefined;
  /**
   * Number of bins of the probabilities, a whole number from 1 to a million.
   *
   * @default 5
   */
  readonly bins?: number | undefined;
  /**
   * Division into bins. `uniform` cuts 0 to 1 into equal parts, `quantile` into parts with equally
   * many samples.
   *
   * @default "uniform"
   */
  readonly strategy?: "uniform" | "quantile" | undefined;
}

/**
 * Points of a calibration curve, by increasing probability: one per bin that holds samples.
 *
 * @example How far the probabilities are off
 * ```ts
 * import { type CalibrationCurve, calibrationCurve } from "@runlog/sagemaker/curves";
 *
 * const curve: CalibrationCurve = calibrationCurve([0, 1, 1], [0.1, 0.4, 0.9]);
 * const error = curve.fractionOfPositives.map((fraction, bin) =>
 *   Math.abs(fraction - (curve.meanPredictedProbability[bin] ?? NaN))
 * );
 * console.log(Math.max(...error)); // 0.6
 * ```
 */
export interface CalibrationCurve {
  /** Share of positive samples in each bin: y of the drawn curve. */
  readonly fractionOfPositives: Float64Array;
  /** Mean probability in each bin: x of the drawn curve. */
  readonly meanPredictedProbability: Float64Array;
  /** Number of samples in each bin. */
  readonly counts: Uint32Array;
}

const ACTION = "Cannot compute calibration curve";
const MOST_BINS = 1_000_000;

const OPTIONS: OptionKinds<CalibrationCurveOptions> = {
  positiveLabel: true,
  bins: true,
  strategy: oneOf("uniform", "quantile"),
};

/**
 * Computes, bin by bin, how often samples of a predicted probability are positive, as
 * scikit-learn's `calibration_curve` does. A probability on the edge of two bins belongs to the
 * lower one.
 *
 * Time is linear in the samples, or that of a sort for quantiles. Memory is linear too.
 *
 * @param yTrue The true labels, with one or two distinct values
 * @param probabilities The probability of the positive class for each label, from 0 to 1
 * @returns The points of the bins that are not empty
 *
 * @throws {CurveArgumentError} If an argument is empty, of another length, or of an unsupported
 * kind. Also if a probability is not from 0 to 1 (scikit-learn accepts NaN), or there are more than
 * two labels. Also if the positive label is required and missing, or is not one of two labels in
 * `yTrue` (scikit-learn then counts no positives).
 *
 * @example
 * ```ts
 * import { calibrationCurve } from "@runlog/sagemaker/curves";
 *
 * const yTrue = [0, 0, 0, 0, 1, 1, 1, 1, 1];
 * const curve = calibrationCurve(yTrue, [0.1, 0.2, 0.3, 0.4, 0.65, 0.7, 0.8, 0.9, 1], { bins: 3 });
 * console.log(curve.fractionOfPositives); // 0, 0.5, 1
 * console.log(curve.meanPredictedProbability); // 0.2, 0.525, 0.85
 * ```
 */
export function calibrationCurve(
  yTrue: LabelSequence,
  probabilities: NumberSequence,
  options: CalibrationCurveOptions = {},
): CalibrationCurve {
  checkCurveOptions(ACTION, options, OPTIONS);
  const bins = checkBins(options.bins ?? 5);
  const table = new LabelTable(ACTION);
  const codes = table.encode("yTrue", yTrue);
  const positiveCode = inferPositive(ACTION, table, options.positiveLabel);
  if (table.size > 2) {
    throw new CurveArgumentError(ACTION, {
      argument: "yTrue",
      value: table.size,
      rule: "have at most two distinct labels",
    });
  }
  const values = readFiniteNumbers(ACTION, "probabilities", probabilities);
  checkLength(ACTION, "probabilities", values.length, { of: "yTrue", length: codes.length });
  checkProbabilities(values);
  const edges = innerEdges(values, bins, options.strategy ?? "uniform");
  const counts = new Uint32Array(bins);
  const sums = new Float64Array(bins);
  const positives = new Float64Array(bins);
  values.forEach((value, index) => {
    const bin = countBelow(edges, value);
    counts[bin] = (counts[bin] ?? 0) + 1;
    sums[bin] = (sums[bin] ?? 0) + value;
    if (codes[index] === positiveCode) positives[bin] = (positives[bin] ?? 0) + 1;
  });
  const isFilled = (_: number, bin: number) => (counts[bin] ?? 0) > 0;
  const perSample = (sum: number, bin: number) => sum / (counts[bin] ?? NaN);
  return {
    fractionOfPositives: positives.map(perSample).filter(isFilled),
    meanPredictedProbability: sums.map(perSample).filter(isFilled),
    counts: counts.filter(isFilled),
  };
}

function checkBins(bins: number): number {
  if (Number.isInteger(bins) && bins >= 1 && bins <= MOST_BINS) return bins;
  throw new CurveArgumentError(ACTION, {
    argument: "bins",
    value: bins,
    rule: "be a whole number from 1 to a million",
  });
}

function checkProbabilities(values: Float64Array): void {
  const index = values.findIndex((value) => value < 0 || value > 1);
  if (index < 0) return;
  throw new CurveArgumentError(ACTION, {
    argument: "probabilities",
    index,
    value: values[index],
    rule: "be from 0 to 1",
  });
}

/** Returns the edges between bins. */
function innerEdges(values: Float64Array, bins: number, strategy: "uniform" | "quantile") {
  const step = 1 / bins;
  const edges = new Float64Array(bins - 1).map((_, index) => (index + 1) * step);
  if (strategy === "uniform") return edges;
  if (strategy !== "quantile") {
    throw new CurveArgumentError(ACTION, {
      argument: "strategy",
      value: strategy,
      rule: 'be "uniform" or "quantile"',
    });
  }
  const sorted = values.map((value) => value + 0);
  sortDoubles(sorted);
  return edges.map((share) => quantile(sorted, share));
}

/** Interpolates linearly between neighbors, starting from the nearer one, as numpy rounds. */
function quantile(sorted: Float64Array, share: number): number {
  // numpy's percentile: the share went to percent and back.
  const position = (share * 100 / 100) * (sorted.length - 1);
  const below = Math.floor(position);
  const weight = position - below;
  const low = sorted[below] ?? NaN;
  const high = sorted[below + 1] ?? low;
  return weight < 0.5 ? low + (high - low) * weight : high - (high - low) * (1 - weight);
}

/** Counts the increasing edges that are below a value. */
function countBelow(edges: Float64Array, value: number): number {
  let [start, end] = [0, edges.length];
  while (start < end) {
    const middle = (start + end) >>> 1;
    if ((edges[middle] ?? NaN) < value) start = middle + 1;
    else end = middle;
  }
  return start;
}
