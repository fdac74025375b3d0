/**
 * Reads inputs of any kind as objects with a length and indices.
 *
 * @module
 */
import { CurveArgumentError } from "./errors.ts";

/** Returns arrays and typed arrays unchanged, and collects other iterables in one iteration. */
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

/**
 * Reads an argument. What it holds may be a proxy or have getters, which may throw anything.
 *
 * @throws {CurveArgumentError} If reading throws; `cause` is the error
 */
export function readingOf<Read>(
  action: string,
  argument: string,
  value: unknown,
  read: () => Read,
): Read {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof CurveArgumentError) throw cause;
    const rule = "have only entries that can be read";
    throw new CurveArgumentError(action, { argument, value, rule }, { cause });
  }
}

/** Checks that two related arguments have the same length. */
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

/** Checks whether a sequence is a typed array, of numbers or bigints. */
export function isTypedArray<T>(values: Iterable<T>): values is TypedArray<T> {
  return ArrayBuffer.isView(values) && !(values instanceof DataView);
}

/** The part of a typed array that the curves use. */
export type TypedArray<T> = ArrayBufferView & ArrayLike<T> & Iterable<T>;
