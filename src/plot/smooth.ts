/**
 * Smooths series. Pure.
 *
 * @module
 */
import { ArgumentError } from "../errors.ts";
import { checkArgument } from "../options.ts";
import { NUMBERS } from "../kinds.ts";

/**
 * Returns the exponential moving average of a series, corrected for its start at zero, as
 * TensorBoard's slider does. It is `s = weight * s + (1 - weight) * y`, divided by `1 - weight^n`
 * after `n` values. The first value does not change, and a constant series stays constant. Values
 * that are NaN or infinite are returned unchanged and do not enter the average.
 *
 * @param y The values, in the order of the axis
 * @param weight The weight, from 0 (no smoothing) to below 1
 *
 * @throws {ArgumentError} If `weight` is not from 0 to below 1
 *
 * @example
 * ```ts
 * import { smooth } from "@runlog/sagemaker/plot";
 *
 * console.log(smooth([1, 0, 0], 0.5)); // 1, 0.333…, 0.142…
 * ```
 */
export function smooth(y: ArrayLike<number>, weight: number): Float64Array {
  checkArgument("Cannot smooth series", "y", y, NUMBERS);
  if (!(typeof weight === "number" && weight >= 0 && weight < 1)) {
    const rule = "be from 0 to below 1";
    throw new ArgumentError("Cannot smooth series", { argument: "weight", value: weight, rule });
  }
  const smoothed = new Float64Array(y.length);
  let [average, share] = [0, 0];
  for (let index = 0; index < y.length; index++) {
    const value = y[index] ?? NaN;
    if (Number.isFinite(value)) {
      average = weight * average + (1 - weight) * value;
      // Equals 1 - weight^n, which loses digits if the weight is near 1.
      share = weight * share + (1 - weight);
      smoothed[index] = average / share;
    } else {
      smoothed[index] = value;
    }
  }
  return smoothed;
}
