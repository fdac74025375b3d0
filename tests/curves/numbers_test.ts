import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { CurveArgumentError } from "../../src/curves/errors.ts";
import {
  type NumberSequence,
  readFiniteNumbers,
  readNumbers,
  readWeights,
} from "../../src/curves/numbers.ts";

const read = (values: NumberSequence) => readNumbers("Cannot test", "values", values);

Deno.test("readNumbers() takes arrays, typed arrays of every kind and other iterables", () => {
  const expected = Float64Array.of(0, 1, 2);
  const sequences: NumberSequence[] = [
    [0, 1, 2],
    new Set([0, 1, 2]),
    [0, 1, 2].values(),
    Uint8Array.of(0, 1, 2),
    Uint8ClampedArray.of(0, 1, 2),
    Int32Array.of(0, 1, 2),
    Float32Array.of(0, 1, 2),
    BigInt64Array.of(0n, 1n, 2n),
    [false, true, 2n],
  ];
  for (const sequence of sequences) assertEquals(read(sequence), expected);
});

Deno.test("readNumbers() does not copy a Float64Array, and gives back an empty one", () => {
  const values = Float64Array.of(NaN, -0);
  assertStrictEquals(read(values), values);
  assertEquals(read([]).length, 0);
  assertEquals(read(new Float32Array()).length, 0);
});

Deno.test("readNumbers() refuses text, gaps and bigints that a double cannot hold", () => {
  const refused: [unknown[], number][] = [
    [[1, "2"], 1],
    [[1, null], 1],
    [new Array(2), 0],
    [[[1], [2]], 0],
    [[2n ** 53n + 1n], 0],
  ];
  for (const [values, index] of refused) {
    // Callers in plain JavaScript can pass anything.
    const error = assertThrows(() => read(values as number[]), CurveArgumentError);
    assertEquals(error.index, index);
  }
});

Deno.test("readFiniteNumbers() refuses NaN and infinities, and says where they stand", () => {
  for (const value of [NaN, Infinity, -Infinity]) {
    for (const values of [[1, value], Float32Array.of(1, value)]) {
      const error = assertThrows(
        () => readFiniteNumbers("Cannot test", "values", values),
        CurveArgumentError,
      );
      assertEquals([error.argument, error.index, error.value], ["values", 1, value]);
    }
  }
});

Deno.test("readWeights() refuses negative weights and sums that are 0 or infinite", () => {
  const weigh = (...weights: number[]) => readWeights("Cannot test", weights, weights.length);
  assertThrows(() => weigh(1, -0.5), CurveArgumentError, "sampleWeight[1] must be 0 or more");
  assertThrows(() => weigh(0, 0), CurveArgumentError, "must have a sum that is finite and not 0");
  assertThrows(() => weigh(1e308, 1e308), CurveArgumentError, ", got Infinity");
  assertEquals(weigh(0, 0.5), Float64Array.of(0, 0.5));
  assertEquals(readWeights("Cannot test", undefined, 3), undefined);
});
