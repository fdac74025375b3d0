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

/** The counts at the thresholds chosen, in their order. */
export function selectThresholds(
  counts: ThresholdCounts,
  isKept: (index: number) => boolean,
): ThresholdCounts {
  const { truePositives, falsePositives, thresholds } = counts;
  const kept = emptyCounts(thresholds.length, Float64Array);
  let count = 0;
  for (let index = 0; index < thresholds.length; index++) {
    if (!isKept(index)) continue;
    kept.truePositives[count] = truePositives[index] ?? NaN;
    kept.falsePositives[count] = falsePositives[index] ?? NaN;
    kept.thresholds[count] = thresholds[index] ?? NaN;
    count++;
  }
  return firstCounts(kept, count);
}

/**
 * Leaves out the thresholds between others with the same true positives: their points lie inside a
 * straight line of a precision-recall or DET curve.
 */
export function dropEqualTruePositives(counts: ThresholdCounts): ThresholdCounts {
  const { truePositives, thresholds } = counts;
  const last = thresholds.length - 1;
  return selectThresholds(counts, (index) =>
    index === 0 || index === last ||
    truePositives[index] !== truePositives[index - 1] ||
    truePositives[index] !== truePositives[index + 1]);
}

/** Sorts the scores of positives and of negatives apart, so that no labels move, and merges them. */
function countUnweighted(samples: BinarySamples): ThresholdCounts {
  const { sorted, positives } = partition(samples);
  sortDoubles(sorted.subarray(0, positives));
  sortDoubles(sorted.subarray(positives));
  const counts = emptyCounts(sorted.length, Uint32Array);
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
    count += Number(threshold !== last);
    last = threshold;
    counts.thresholds[count - 1] = threshold;
    counts.truePositives[count - 1] = positives - 1 - positive;
    counts.falsePositives[count - 1] = sorted.length - 1 - negative;
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
  const { codes, positiveCode } = samples;
  const { kept, scores, weights } = withoutZeroWeights(samples.scores, sampleWeights);
  const counts = emptyCounts(scores.length, Float64Array);
  let [truePositives, falsePositives, count, last] = [0, 0, 0, Infinity];
  for (const index of orderDescending(scores)) {
    const score = scores[index] ?? NaN;
    const weight = weights[index] ?? NaN;
    if (codes[kept?.[index] ?? index] === positiveCode) truePositives += weight;
    else falsePositives += weight;
    count += Number(score !== last);
    last = score;
    counts.thresholds[count - 1] = score;
    counts.truePositives[count - 1] = truePositives;
    counts.falsePositives[count - 1] = falsePositives;
  }
  return firstCounts(counts, count);
}

/** Scores and weights of the samples that weigh something; `kept`: which, where that is not all. */
function withoutZeroWeights(
  scores: Float64Array,
  weights: Float64Array,
): { kept?: Uint32Array; scores: Float64Array; weights: Float64Array } {
  if (!weights.includes(0)) return { scores, weights };
  const kept = new Uint32Array(weights.length).map((_, index) => index)
    .filter((index) => weights[index] !== 0);
  return {
    kept,
    scores: Float64Array.from(kept, (index) => scores[index] ?? NaN),
    weights: Float64Array.from(kept, (index) => weights[index] ?? NaN),
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
