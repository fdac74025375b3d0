import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { CurveArgumentError } from "../../src/curves/errors.ts";
import { checkLength, isTypedArray, readSequence } from "../../src/curves/sequence.ts";

Deno.test("readSequence() gives arrays and typed arrays back as they are", () => {
  for (const values of [[1, 2], Float32Array.of(1, 2), Uint8Array.of()]) {
    assertStrictEquals<unknown>(readSequence("Cannot test", "values", values), values);
  }
});

Deno.test("readSequence() goes through other iterables once", () => {
  let iterations = 0;
  const values = {
    *[Symbol.iterator]() {
      iterations++;
      yield* "ab";
    },
  };
  assertEquals(readSequence("Cannot test", "values", values), ["a", "b"]);
  assertEquals(iterations, 1);
});

Deno.test("readSequence() refuses what is no sequence, text among it", () => {
  for (const values of ["text", 5, null, undefined, { length: 1 }, () => {}]) {
    const error = assertThrows(
      // Callers in plain JavaScript can pass anything.
      () => readSequence("Cannot test", "values", values as Iterable<unknown>),
      CurveArgumentError,
    );
    assertEquals([error.argument, error.value], ["values", values]);
  }
});

Deno.test("checkLength() names both lengths and what they are of", () => {
  const expected = { of: "yTrue", length: 3 };
  checkLength("Cannot test", "scores", 3, expected);
  const error = assertThrows(
    () => checkLength("Cannot test", "scores", 2, expected),
    CurveArgumentError,
  );
  assertEquals(
    [error.argument, error.value, error.rule],
    ["scores.length", 2, "be 3, the length of yTrue"],
  );
});

Deno.test("isTypedArray() knows typed arrays from arrays and views of raw bytes", () => {
  assertEquals(
    [Int8Array.of(1), BigInt64Array.of(1n)].map((values) => isTypedArray<unknown>(values)),
    [
      true,
      true,
    ],
  );
  // A DataView is not iterable, and may be passed nevertheless.
  const view = new DataView(new ArrayBuffer(8)) as unknown as Iterable<number>;
  assertEquals([[1], view].map(isTypedArray), [false, false]);
});
