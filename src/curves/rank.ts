/**
 * True and false positives at every threshold: what all curves of scores are made of. Browser-safe.
 *
 * Tied scores, by exact equality, make one threshold.
 *
 * @module
 */
import type { BinarySamples } from "./binary.ts";
import { orderDescending, sortDoubles } from "./sort.ts";

/** Counts, or sums of weights, at each distinct score. Thresholds descend. */
export interface ThresholdCounts {
  /** Positives with a score at or above the threshold. */
  readonly truePositives: Float64Array | Uint32Array;
  /** Negatives with a score at or above the threshold. */
  readonly falsePositives: Float64Array | Uint32Array;
  /** The distinct scores. */
  readonly thresholds: Float64Array;
}

/** Counts positives and negatives at or above every distinct score. */
export function countAtThresholds(samples: BinarySamples): ThresholdCounts {
  return samples.weights === undefined
    ? countUnweighted(samples)
    : sumWeights(samples, samples.weights);
}

/** The counts at the thresholds chosen by index, in their order. */
export function selectThresholds(counts: ThresholdCounts, kept: Uint32Array): ThresholdCounts {
  const { truePositives, falsePositives, thresholds } = counts;
  const selected = emptyCounts(kept.length, Float64Array);
  for (let position = 0; position < kept.length; position++) {
    const index = kept[position] ?? 0;
    selected.truePositives[position] = truePositives[index] ?? NaN;
    selected.falsePositives[position] = falsePositives[index] ?? NaN;
    selected.thresholds[position] = thresholds[index] ?? NaN;
  }
  return selected;
}

/**
 * Leaves out the thresholds between others with the same true positives: their points lie inside a
 * straight line of a precision-recall or DET curve.
 */
export function dropEqualTruePositives(counts: ThresholdCounts): ThresholdCounts {
  const { truePositives } = counts;
  const last = truePositives.length - 1;
  const kept = new Uint32Array(truePositives.length);
  let count = 0;
  for (let index = 0; index <= last; index++) {
    const isKept = index === 0 || index === last ||
      truePositives[index] !== truePositives[index - 1] ||
      truePositives[index] !== truePositives[index + 1];
    kept[count] = index;
    count += Number(isKept);
  }
  return selectThresholds(counts, kept.subarray(0, count));
}

/**
 * Leaves out inner thresholds at which neither count changes its step: their points lie halfway
 * between their neighbors on a ROC curve.
 */
export function dropEvenlySpaced(counts: ThresholdCounts): ThresholdCounts {
  const { truePositives, falsePositives } = counts;
  const last = truePositives.length - 1;
  const kept = new Uint32Array(truePositives.length);
  let count = 0;
  let [trueStep, falseStep] = [NaN, NaN];
  for (let index = 0; index <= last; index++) {
    const nextTrueStep = (truePositives[index + 1] ?? NaN) - (truePositives[index] ?? NaN);
    const nextFalseStep = (falsePositives[index + 1] ?? NaN) - (falsePositives[index] ?? NaN);
    kept[count] = index;
    // The ends, whose steps on one side are NaN, change.
    count += Number(nextTrueStep !== trueStep) | Number(nextFalseStep !== falseStep);
    [trueStep, falseStep] = [nextTrueStep, nextFalseStep];
  }
  return selectThresholds(counts, kept.subarray(0, count));
}

/** Sorts the scores of positives and of negatives apart, so that no labels move, and merges them. */
function countUnweighted(samples: BinarySamples): ThresholdCounts {
  const { sorted, positives } = partition(samples);
  sortDoubles(sorted.subarray(0, positives));
  sortDoubles(sorted.subarray(positives));
  const counts = emptyCounts(sorted.length, Uint32Array);
  const { truePositives, falsePositives, thresholds } = counts;
  let positive = positives - 1;
  let negative = sorted.length - 1;
  let count = 0;
  for (let last = Infinity; positive >= 0 || negative >= positives;) {
    const positiveScore = positive >= 0 ? sorted[positive] ?? NaN : -Infinity;
    const negativeScore = negative >= positives ? sorted[negative] ?? NaN : -Infinity;
    const threshold = Math.max(positiveScore, negativeScore);
    // Arithmetic in place of branches that random data would mispredict.
    positive -= Number(positiveScore === threshold);
    negative -= Number(negativeScore === threshold);
    if (threshold !== last) count++;
    last = threshold;
    thresholds[count - 1] = threshold;
    truePositives[count - 1] = positives - 1 - positive;
    falsePositives[count - 1] = sorted.length - 1 - negative;
  }
  return firstCounts(counts, count);
}

/** The scores, those of positive samples first. */
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

/** Running sums over samples from the highest score down, ties in their order. */
function sumWeights(samples: BinarySamples, sampleWeights: Float64Array): ThresholdCounts {
  const { codes, scores, weights } = withoutZeroWeights({ ...samples, weights: sampleWeights });
  const order = orderDescending(scores);
  const counts = emptyCounts(order.length, Float64Array);
  const { truePositives, falsePositives, thresholds } = counts;
  let trueSum = 0;
  let falseSum = 0;
  let count = 0;
  let last = Infinity;
  for (let position = 0; position < order.length; position++) {
    const index = order[position] ?? 0;
    const score = scores[index] ?? NaN;
    const weight = weights[index] ?? NaN;
    const isPositive = Number(codes[index] === samples.positiveCode);
    trueSum += weight * isPositive;
    falseSum += weight * (1 - isPositive);
    if (score !== last) count++;
    last = score;
    thresholds[count - 1] = score;
    truePositives[count - 1] = trueSum;
    falsePositives[count - 1] = falseSum;
  }
  return firstCounts(counts, count);
}

interface WeightedSamples extends BinarySamples {
  readonly weights: Float64Array;
}

function withoutZeroWeights(samples: WeightedSamples): WeightedSamples {
  const { codes, scores, weights } = samples;
  if (!weights.includes(0)) return samples;
  const isKept = (_: number, index: number) => weights[index] !== 0;
  return {
    ...samples,
    codes: codes.filter(isKept),
    scores: scores.filter(isKept),
    weights: weights.filter(isKept),
  };
}

function emptyCounts<T extends Float64Array | Uint32Array>(
  length: number,
  Counts: new (length: number) => T,
): { truePositives: T; falsePositives: T; thresholds: Float64Array } {
  return {
    truePositives: new Counts(length),
    falsePositives: new Counts(length),
    thresholds: new Float64Array(length),
  };
}

function firstCounts(counts: ThresholdCounts, count: number): ThresholdCounts {
  if (count === counts.thresholds.length) return counts;
  return {
    truePositives: counts.truePositives.slice(0, count),
    falsePositives: counts.falsePositives.slice(0, count),
    thresholds: counts.thresholds.slice(0, count),
  };
}
