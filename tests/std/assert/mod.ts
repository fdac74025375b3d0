/**
 * Stands in for `jsr:@std/assert` where only the npm registry is reachable: std's own code from
 * npm's `deno-std`, typed here, for exactly the functions the tests use. Published code and
 * consumers get the real package.
 *
 * @module
 */
import * as std from "deno-std/assert/mod.js";

// Constructor types of `assertThrows` and friends take any arguments, as `@std/assert` does.
// deno-lint-ignore no-explicit-any
type ErrorClass<E extends Error> = abstract new (...args: any[]) => E;

/** The error every assertion throws. */
export const AssertionError: new (message: string, options?: ErrorOptions) => Error =
  std.AssertionError;

/** Asserts that the value is truthy. */
export function assert(expr: unknown, msg = ""): asserts expr {
  std.assert(expr, msg);
}

/** Asserts that the value is neither null nor undefined. */
export function assertExists<T>(actual: T, msg?: string): asserts actual is NonNullable<T> {
  std.assertExists(actual, msg);
}

/** Asserts that the value is an instance of the class. */
export function assertInstanceOf<E>(
  actual: unknown,
  // deno-lint-ignore no-explicit-any -- as in @std/assert
  expectedType: abstract new (...args: any[]) => E,
  msg = "",
): asserts actual is E {
  std.assertInstanceOf(actual, expectedType, msg);
}

/** Asserts that the value is false. */
export const assertFalse: (expr: unknown, msg?: string) => void = std.assertFalse;
/** Asserts deep equality. */
export const assertEquals: <T>(actual: T, expected: T, msg?: string) => void = std.assertEquals;
/** Asserts deep inequality. */
export const assertNotEquals: <T>(actual: T, expected: T, msg?: string) => void =
  std.assertNotEquals;
/** Asserts identity. */
export const assertStrictEquals: <T>(actual: unknown, expected: T, msg?: string) => void =
  std.assertStrictEquals;
/** Asserts that two numbers differ by at most the tolerance. */
export const assertAlmostEquals: (
  actual: number,
  expected: number,
  tolerance?: number,
  msg?: string,
) => void = std.assertAlmostEquals;
/** Asserts that `actual > expected`. */
export const assertGreater: <T>(actual: T, expected: T, msg?: string) => void = std.assertGreater;
/** Asserts that `actual >= expected`. */
export const assertGreaterOrEqual: <T>(actual: T, expected: T, msg?: string) => void =
  std.assertGreaterOrEqual;
/** Asserts that `actual < expected`. */
export const assertLess: <T>(actual: T, expected: T, msg?: string) => void = std.assertLess;
/** Asserts that `actual <= expected`. */
export const assertLessOrEqual: <T>(actual: T, expected: T, msg?: string) => void =
  std.assertLessOrEqual;
/** Asserts that the text contains the other. */
export const assertStringIncludes: (actual: string, expected: string, msg?: string) => void =
  std.assertStringIncludes;
/** Asserts that the text matches. */
export const assertMatch: (actual: string, expected: RegExp, msg?: string) => void =
  std.assertMatch;
/** Asserts that the text does not match. */
export const assertNotMatch: (actual: string, expected: RegExp, msg?: string) => void =
  std.assertNotMatch;
/** Asserts that the object has at least the expected members. */
export const assertObjectMatch: (
  actual: Record<PropertyKey, unknown>,
  expected: Record<PropertyKey, unknown>,
  msg?: string,
) => void = std.assertObjectMatch;
/** Fails. */
export const fail: (msg?: string) => never = std.fail;

/** Asserts that the function throws, and returns the error. */
export const assertThrows: <E extends Error = Error>(
  fn: () => unknown,
  errorClass?: ErrorClass<E>,
  msgIncludes?: string,
  msg?: string,
) => E = std.assertThrows;

/** Asserts that the promise rejects, and returns the error. */
export const assertRejects: <E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  errorClass?: ErrorClass<E>,
  msgIncludes?: string,
  msg?: string,
) => Promise<E> = std.assertRejects;
