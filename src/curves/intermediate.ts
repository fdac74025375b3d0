/**
 * Selects the points that the drawing of a curve needs.
 *
 * @module
 */
import type { ThresholdCounts } from "./rank.ts";

/**
 * Selects the thresholds at which true positives differ from those of a neighbor, and the ends. The
 * others are inside a straight line of a precision-recall or DET curve.
 *
 * @param count The number of thresholds to check; those after them are kept
 */
export function changingThresholds(
  { truePositives }: ThresholdCounts,
  count: number,
): Uint32Array {
  const kept = new Uint32Array(truePositives.length);
  let size = 0;
  for (let index = 0; index < truePositives.length; index++) {
    const here = truePositives[index];
    kept[size] = index;
    const isEnd = index === 0 || index >= count - 1;
    if (isEnd || here !== truePositives[index - 1] || here !== truePositives[index + 1]) size++;
  }
  return kept.subarray(0, size);
}

/**
 * Selects the thresholds at which either count changes its step, and the ends. The others are
 * halfway between their neighbors on a ROC curve. Infinity, after the last score, is kept.
 */
export function unevenThresholds(
  { truePositives, falsePositives }: ThresholdCounts,
): Uint32Array {
  const kept = new Uint32Array(truePositives.length);
  const last = truePositives.length - 2;
  let size = 0;
  let trueStep = NaN; // differs from any first step
  let falseStep = NaN;
  for (let index = 0; index < last; index++) {
    const nextTrueStep = (truePositives[index + 1] ?? NaN) - (truePositives[index] ?? NaN);
    const nextFalseStep = (falsePositives[index + 1] ?? NaN) - (falsePositives[index] ?? NaN);
    kept[size] = index;
    size += Number(nextTrueStep !== trueStep) | Number(nextFalseStep !== falseStep);
    trueStep = nextTrueStep;
    falseStep = nextFalseStep;
  }
  kept[size++] = last;
  kept[size++] = last + 1;
  return kept.subarray(0, size);
}
