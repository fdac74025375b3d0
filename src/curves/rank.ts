/**
 * Counts true and false positives at every threshold, which all curves of scores are computed from.
 *
 * Tied scores, compared exactly, share one threshold.
 *
 * @module
 */
import type { BinarySamples } from "./binary.ts";
import { orderDescending, sortDoubles } from "./sort.ts";

/**
 * Counts, or sums of weights, at each distinct score and at infinity, which no score reaches.
 * Thresholds increase, so counts fall, to 0. The receiver owns the arrays and may turn them into
 * curves in place: at a million samples, fresh memory costs more than the arithmetic.
 */
export interface ThresholdCounts {
  /** Positives with a score at or above the threshold. */
  readonly truePositives: Float64Array;
  /** Negatives with a score at or above the threshold. */
  readonly falsePositives: Float64Array;
  /** Distinct scores, and Infinity. */
  readonly thresholds: Float64Array;
}

/** Counts positives and negatives at or above every distinct score. */
export function countAtThresholds(samples: BinarySamples): ThresholdCounts {
  return samples.weights === undefined
    ? countUnweighted(samples)
    : sumWeights(samples, samples.weights);
}

/** Returns the counts at the thresholds with the given indices, which increase, in their memory. */
export function selectThresholds(counts: ThresholdCounts, indices: Uint32Array): ThresholdCounts {
  return {
    truePositives: selectValues(counts.truePositives, indices),
    falsePositives: selectValues(counts.falsePositives, indices),
    thresholds: selectValues(counts.thresholds, indices),
  };
}

/**
 * Counts without weights. It sorts the scores of positives and negatives separately, so that no
 * labels move, and merges them.
 */
function countUnweighted(samples: BinarySamples): ThresholdCounts {
  const { sorted, positives } = partition(samples);
  sortDoubles(sorted.subarray(0, positives));
  sortDoubles(sorted.subarray(positives));
  const counts = emptyCounts(sorted.length);
  const { truePositives, falsePositives, thresholds } = counts;
  let positive = positives - 1;
  let negative = sorted.length - 1;
  let start = sorted.length;
  for (let last = Infinity; positive >= 0 || negative >= positives;) {
    const positiveScore = positive >= 0 ? sorted[positive] ?? NaN : -Infinity;
    const negativeScore = negative >= positives ? sorted[negative] ?? NaN : -Infinity;
    const threshold = Math.max(positiveScore, negativeScore);
    // Arithmetic in place of branches that random data would mispredict.
    positive -= Number(positiveScore === threshold);
    negative -= Number(negativeScore === threshold);
    if (threshold !== last) start--;
    last = threshold;
    thresholds[start] = threshold;
    truePositives[start] = positives - 1 - positive;
    falsePositives[start] = sorted.length - 1 - negative;
  }
  return countsFrom(counts, start);
}

/** Returns the scores, those of positive samples first. */
function partition(
  { codes, positiveCode, scores }: BinarySamples,
): { readonly sorted: Float64Array; readonly positives: number } {
  const sorted = new Float64Array(scores.length);
  let front = 0;
  let back = scores.length - 1;
  for (let index = 0; index < scores.length; index++) {
    const score = (scores[index] ?? NaN) + 0; // -0 becomes 0
    const isPositive = Number(codes[index] === positiveCode);
    sorted[front] = score; // both ends, without a branch: the wrong one is overwritten
    sorted[back] = score;
    front += isPositive;
    back -= 1 - isPositive;
  }
  return { sorted, positives: front };
}

/** Sums weights over the samples from the highest score down; ties keep their order. */
function sumWeights(samples: BinarySamples, weights: Float64Array): ThresholdCounts {
  const { scores, signedWeights } = signWeights(samples, weights);
  const order = orderDescending(scores);
  const counts = emptyCounts(order.length);
  const { truePositives, falsePositives, thresholds } = counts;
  let trueSum = 0;
  let falseSum = 0;
  let start = order.length;
  let last = Infinity;
  for (let position = 0; position < order.length; position++) {
    const index = order[position] ?? 0;
    const score = scores[index] ?? NaN;
    const weight = signedWeights[index] ?? NaN;
    trueSum += Math.max(weight, 0);
    falseSum += Math.max(-weight, 0);
    if (score !== last) start--;
    last = score;
    thresholds[start] = score;
    truePositives[start] = trueSum;
    falsePositives[start] = falseSum;
  }
  return countsFrom(counts, start);
}

/**
 * Returns the samples with a nonzero weight. Weights of negatives get a minus sign, so that one
 * scattered read fetches a weight and its class.
 */
function signWeights(
  { codes, positiveCode, scores }: BinarySamples,
  weights: Float64Array,
): { readonly scores: Float64Array; readonly signedWeights: Float64Array } {
  const keptScores = new Float64Array(scores.length);
  const signedWeights = new Float64Array(scores.length);
  let count = 0;
  for (let index = 0; index < scores.length; index++) {
    const weight = weights[index] ?? NaN;
    const isPositive = Number(codes[index] === positiveCode);
    keptScores[count] = (scores[index] ?? NaN) + 0; // -0 becomes 0
    signedWeights[count] = weight * (2 * isPositive - 1);
    count += Number(weight !== 0);
  }
  return {
    scores: keptScores.subarray(0, count),
    signedWeights: signedWeights.subarray(0, count),
  };
}

/** Allocates counts for a number of thresholds, and infinity after them. */
function emptyCounts(length: number): ThresholdCounts {
  const thresholds = new Float64Array(length + 1);
  thresholds[length] = Infinity;
  return {
    truePositives: new Float64Array(length + 1),
    falsePositives: new Float64Array(length + 1),
    thresholds,
  };
}

function countsFrom(counts: ThresholdCounts, start: number): ThresholdCounts {
  if (start === 0) return counts;
  return {
    truePositives: counts.truePositives.slice(start),
    falsePositives: counts.falsePositives.slice(start),
    thresholds: counts.thresholds.slice(start),
  };
}

function selectValues(values: Float64Array, indices: Uint32Array): Float64Array {
  for (let position = 0; position < indices.length; position++) {
    values[position] = values[indices[position] ?? 0] ?? NaN;
  }
  // A few values do not keep the memory of many.
  const isMost = 2 * indices.length >= values.length;
  return isMost ? values.subarray(0, indices.length) : values.slice(0, indices.length);
}
