/**
 * Smoothed series. Pure; browser-safe.
 *
 * @module
 */
import { ArgumentError } from "../errors.ts";

/**
 * The exponential moving average of a series, corrected for its start at nothing, as TensorBoard's
 * slider has it: `s = weight * s + (1 - weight) * y`, divided by `1 - weight^n` after `n` values. The
 * first value stays as it is, and a constant series stays constant. Values that are NaN or infinite are
 * passed on and not averaged.
 *
 * @param y Values in the order of the axis
 * @param weight 0 smooths nothing; below 1
 *
 * @throws {ArgumentError} when `weight` is not from 0 to below 1
 *
 * @example
 * ```ts
 * import { smooth } from "@runlog/sagemaker/plot";
 *
 * console.log(smooth([1, 0, 0], 0.5)); // 1, 0.333…, 0.142…
 * ```
 */
export function smooth(y: ArrayLike<number>, weight: number): Float64Array {
  if (!(weight >= 0 && weight < 1)) {
    const rule = "be from 0 to below 1";
    throw new ArgumentError("Cannot smooth series", { argument: "weight", value: weight, rule });
  }
  const smoothed = new Float64Array(y.length);
  let [average, share] = [0, 0];
  for (let index = 0; index < y.length; index++) {
    const value = y[index] ?? NaN;
    if (Number.isFinite(value)) {
      average = weight * average + (1 - weight) * value;
      // Follows 1 - weight^n, which loses digits where the weight is near 1.
      share = weight * share + (1 - weight);
      smoothed[index] = average / share;
    } else {
      smoothed[index] = value;
    }
  }
  return smoothed;
}
