/**
 * Inputs of any kind as something with a length and an index. Browser-safe.
 *
 * @module
 */
import { CurveArgumentError } from "./errors.ts";

/** Arrays and typed arrays as they are; other iterables collected, in one iteration. */
export function readSequence<T>(
  action: string,
  argument: string,
  values: Iterable<T>,
): ArrayLike<T> {
  if (Array.isArray(values)) return values;
  if (isTypedArray(values)) return values;
  if (typeof values === "object" && values !== null && Symbol.iterator in values) {
    return Array.from(values);
  }
  throw new CurveArgumentError(action, {
    argument,
    value: values,
    rule: "be an array, a typed array or another iterable",
  });
}

/** Checks that two arguments that belong together have the same length. */
export function checkLength(
  action: string,
  argument: string,
  length: number,
  expected: { readonly of: string; readonly length: number },
): void {
  if (length === expected.length) return;
  throw new CurveArgumentError(action, {
    argument: `${argument}.length`,
    value: length,
    rule: `be ${expected.length}, the length of ${expected.of}`,
  });
}

/** Whether a sequence is a typed array, of numbers or bigints. */
export function isTypedArray<T>(values: Iterable<T>): values is TypedArray<T> {
  return ArrayBuffer.isView(values) && !(values instanceof DataView);
}

/** A typed array, as far as it is used here. */
export type TypedArray<T> = ArrayBufferView & ArrayLike<T> & Iterable<T>;
