import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { CurveArgumentError } from "../../src/curves/errors.ts";
import { readScoreMatrix, type ScoreMatrix } from "../../src/curves/score_matrix.ts";

const read = (scores: ScoreMatrix) => readScoreMatrix("Cannot test", scores, 2, 3);

Deno.test("readScoreMatrix() takes rows of any kind in any sequence", () => {
  const expected = Float64Array.of(1, 2, 3, 4, 5, 6);
  const matrices: ScoreMatrix[] = [
    [[1, 2, 3], [4, 5, 6]],
    [Float32Array.of(1, 2, 3), new Set([4, 5, 6])],
    [[1n, 2n, 3n], BigInt64Array.of(4n, 5n, 6n)],
    new Set([[1, 2, 3], [4, 5, 6]]),
    [[1, 2, 3].values(), [4, 5, 6].values()].values(),
    Float32Array.of(1, 2, 3, 4, 5, 6),
  ];
  for (const matrix of matrices) assertEquals(read(matrix), expected);
});

Deno.test("readScoreMatrix() does not copy a Float64Array", () => {
  const scores = Float64Array.of(1, 2, 3, 4, 5, 6);
  assertStrictEquals(read(scores), scores);
});

Deno.test("readScoreMatrix() refuses the wrong number of rows, of columns and of scores", () => {
  const refusals: [ScoreMatrix, string][] = [
    [[[1, 2, 3]], "scores.length must be 2, the length of yTrue"],
    [[[1, 2, 3], [4, 5]], "scores[1].length must be 3, the length of the labels"],
    [new Float64Array(5), "scores.length must be 6, the length of yTrue times the 3 labels"],
  ];
  for (const [scores, message] of refusals) {
    assertThrows(() => read(scores), CurveArgumentError, message);
  }
});

Deno.test("readScoreMatrix() says in which row and column a score is not finite", () => {
  const error = assertThrows(() => read([[1, 2, 3], [4, NaN, 6]]), CurveArgumentError);
  assertEquals([error.argument, error.index, error.value], ["scores[1]", 1, NaN]);
  const flat = assertThrows(() => read(new Float64Array(6).fill(Infinity, 4)), CurveArgumentError);
  assertEquals([flat.argument, flat.index], ["scores", 4]);
});

Deno.test("readScoreMatrix() refuses rows that are no sequences", () => {
  // Callers in plain JavaScript can pass anything.
  const flatArray = [1, 2, 3, 4, 5, 6] as unknown as ScoreMatrix;
  assertThrows(() => read(flatArray), CurveArgumentError, "scores.length must be 2");
  const rows = [1, 2] as unknown as ScoreMatrix;
  assertThrows(() => read(rows), CurveArgumentError, "scores[0] must be an array");
});
