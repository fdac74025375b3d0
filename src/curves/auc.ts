/**
 * Computes the area under a curve.
 *
 * @module
 */
import { CurveArgumentError } from "./errors.ts";
import { type NumberSequence, readNumbers } from "./numbers.ts";
import { checkLength } from "./sequence.ts";

const ACTION = "Cannot compute area";

/**
 * Returns the area under a curve by the trapezoidal rule, as scikit-learn's `auc` does. For a ROC
 * curve, it is the chance that a positive sample scores above a negative one.
 *
 * @param x Coordinates that rise or fall throughout, at least two; equal neighbors are valid
 * @param y One coordinate per `x`
 * @returns The area; NaN if a coordinate is NaN
 *
 * @throws {CurveArgumentError} If the lengths differ or are below 2, or if `x` both rises and
 * falls. A NaN in an `x` that falls counts as a rise.
 *
 * @example
 * ```ts
 * import { auc } from "@runlog/sagemaker/curves";
 *
 * console.log(auc([0, 0.5, 1], [0, 1, 1])); // 0.75
 * ```
 */
export function auc(x: NumberSequence, y: NumberSequence): number {
  const xs = readNumbers(ACTION, "x", x);
  const ys = readNumbers(ACTION, "y", y);
  checkLength(ACTION, "y", ys.length, { of: "x", length: xs.length });
  if (xs.length < 2) {
    throw new CurveArgumentError(ACTION, {
      argument: "x.length",
      value: xs.length,
      rule: "be at least 2",
    });
  }
  let twice = 0;
  let [falls, rise] = [false, -1];
  for (let index = 1; index < xs.length; index++) {
    const width = (xs[index] ?? NaN) - (xs[index - 1] ?? NaN);
    twice += width * ((ys[index] ?? NaN) + (ys[index - 1] ?? NaN));
    if (width < 0) falls = true;
    else if (width !== 0) rise = index; // NaN is a rise too
  }
  if (!falls) return twice / 2;
  if (rise < 0) return -twice / 2;
  throw new CurveArgumentError(ACTION, {
    argument: "x",
    index: rise,
    value: xs[rise],
    rule: "not rise, as x falls elsewhere",
  });
}
