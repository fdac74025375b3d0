/**
 * Computes mean curves over classes, on an even grid.
 *
 * @module
 */
import type { PrecisionRecallCurve } from "./precision_recall.ts";
import type { RocCurve } from "./roc.ts";

const STEPS = 1000;

/** Returns the mean true positive rate at even false positive rates, after the point (0, 0). */
export function meanTruePositiveRate(
  curves: readonly RocCurve[],
): Pick<RocCurve, "falsePositiveRate" | "truePositiveRate"> {
  const falsePositiveRate = new Float64Array(STEPS + 2)
    .map((_, index) => Math.max(0, index - 1) / STEPS);
  const truePositiveRate = new Float64Array(STEPS + 2);
  for (const curve of curves) {
    let point = 0;
    for (let index = 1; index < falsePositiveRate.length; index++) {
      const rate = falsePositiveRate[index] ?? NaN;
      while ((curve.falsePositiveRate[point + 1] ?? NaN) <= rate) point++;
      truePositiveRate[index] = (truePositiveRate[index] ?? NaN) +
        interpolate(curve, point, rate) / curves.length;
    }
  }
  return { falsePositiveRate, truePositiveRate };
}

/** Interpolates the true positive rate between a point and the next one. */
function interpolate(curve: RocCurve, point: number, rate: number): number {
  const [x, y] = [curve.falsePositiveRate[point] ?? NaN, curve.truePositiveRate[point] ?? NaN];
  if (rate === x) return y;
  const nextX = curve.falsePositiveRate[point + 1] ?? NaN;
  const nextY = curve.truePositiveRate[point + 1] ?? NaN;
  return y + (nextY - y) / (nextX - x) * (rate - x);
}

/** Returns the mean precision at even recalls, from 1 down to 0. */
export function meanPrecision(
  curves: readonly PrecisionRecallCurve[],
): Pick<PrecisionRecallCurve, "precision" | "recall"> {
  const recall = new Float64Array(STEPS + 1).map((_, index) => (STEPS - index) / STEPS);
  const precision = new Float64Array(STEPS + 1);
  for (const curve of curves) {
    let point = 0;
    for (let index = 0; index < recall.length; index++) {
      while ((curve.recall[point + 1] ?? NaN) >= (recall[index] ?? NaN)) point++;
      precision[index] = (precision[index] ?? NaN) +
        (curve.precision[point] ?? NaN) / curves.length;
    }
  }
  return { precision, recall };
}
