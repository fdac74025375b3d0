/**
 * Reads numeric inputs: scores, weights, coordinates.
 *
 * @module
 */
import { CurveArgumentError } from "./errors.ts";
import { checkLength, isTypedArray, readingOf, readSequence, type TypedArray } from "./sequence.ts";

/**
 * Numbers in any sequence: an array, a typed array of any kind, or another iterable, which is
 * iterated once. Booleans count as 0 and 1. A bigint must have a value that a double represents
 * exactly.
 *
 * @example
 * ```ts
 * import { auc, type NumberSequence } from "@runlog/sagemaker/curves";
 *
 * const x: NumberSequence = new Float32Array([0, 0.5, 1]);
 * console.log(auc(x, new Set([0, 1, 2]))); // 1
 * ```
 */
export type NumberSequence = Iterable<number | bigint | boolean>;

/** Reads values as doubles, NaN and infinities included. A `Float64Array` is returned unchanged. */
export function readNumbers(
  action: string,
  argument: string,
  values: NumberSequence,
): Float64Array {
  return readingOf(action, argument, values, () => toDoubles(action, argument, values));
}

function toDoubles(action: string, argument: string, values: NumberSequence): Float64Array {
  if (values instanceof Float64Array) return values;
  if (isTypedArray(values) && typeof values[0] === "number") {
    return new Float64Array(values as TypedArray<number>); // all elements are of one kind
  }
  const sequence = readSequence(action, argument, values);
  const numbers = new Float64Array(sequence.length);
  for (let index = 0; index < numbers.length; index++) {
    const value: unknown = sequence[index];
    numbers[index] = typeof value === "number" ? value : toNumber(action, argument, index, value);
  }
  return numbers;
}

/** Reads values as finite doubles. */
export function readFiniteNumbers(
  action: string,
  argument: string,
  values: NumberSequence,
): Float64Array {
  const numbers = readNumbers(action, argument, values);
  for (let index = 0; index < numbers.length; index++) {
    const value = numbers[index] ?? NaN;
    if (value - value !== 0) {
      throw new CurveArgumentError(action, { argument, index, value, rule: "be a finite number" });
    }
  }
  return numbers;
}

/**
 * Reads the weights of samples: finite, not negative, not all zero, with a finite sum.
 *
 * @param length The number of samples
 */
export function readWeights(
  action: string,
  values: NumberSequence | undefined,
  length: number,
): Float64Array | undefined {
  if (values === undefined) return undefined;
  const argument = "sampleWeight";
  const weights = readFiniteNumbers(action, argument, values);
  checkLength(action, argument, weights.length, { of: "yTrue", length });
  let total = 0;
  for (let index = 0; index < length; index++) {
    const value = weights[index] ?? NaN;
    if (value < 0) {
      throw new CurveArgumentError(action, { argument, index, value, rule: "be 0 or more" });
    }
    total += value;
  }
  if (total === 0 || total === Infinity) {
    throw new CurveArgumentError(action, {
      argument,
      value: total,
      rule: "have a sum that is finite and not 0",
    });
  }
  return weights;
}

function toNumber(action: string, argument: string, index: number, value: unknown): number {
  if (typeof value === "boolean") return Number(value);
  if (typeof value === "bigint" && BigInt(Number(value)) === value) return Number(value);
  const rule = typeof value === "bigint"
    ? "be a bigint that a double represents exactly"
    : "be a number";
  throw new CurveArgumentError(action, { argument, index, value, rule });
}
