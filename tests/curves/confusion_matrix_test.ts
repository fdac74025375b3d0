import { assertEquals, assertThrows } from "@std/assert";
import { confusionMatrix, CurveArgumentError, type Normalization } from "../../src/curves.ts";

Deno.test("confusionMatrix() has a row a true label and a column a predicted one", () => {
  const { labels, matrix } = confusionMatrix(["cat", "ant", "cat"], ["ant", "ant", "cat"]);
  assertEquals(labels, ["ant", "cat"]);
  assertEquals(matrix, [[1, 0], [1, 1]]);
});

Deno.test("confusionMatrix() gives chosen labels back in their order, those nobody has included", () => {
  const { labels, matrix } = confusionMatrix([0, 1, 1], [1n, 1n, 0n], { labels: [5, 1, 0] });
  assertEquals(labels, [5, 1, 0]);
  assertEquals(matrix, [[0, 0, 0], [0, 1, 1], [0, 1, 0]]);
});

Deno.test("confusionMatrix() leaves out samples with a label that is not chosen", () => {
  assertEquals(confusionMatrix([0, 1, 1, 1], [0, 1, 2, 0], { labels: [1, 2] }).matrix, [[1, 1], [
    0,
    0,
  ]]);
});

Deno.test("confusionMatrix() counts names of object members like any label", () => {
  const { labels, matrix } = confusionMatrix(["__proto__", "toString"], ["toString", "toString"]);
  assertEquals(labels, ["__proto__", "toString"]);
  assertEquals(matrix, [[0, 1], [0, 1]]);
});

Deno.test("confusionMatrix() of one label says so", () => {
  assertEquals(confusionMatrix([1], [1]).warnings.map(({ kind }) => kind), ["single-label"]);
  assertEquals(confusionMatrix([1, 0], [1, 0]).warnings, []);
});

Deno.test("confusionMatrix() refuses more labels than a matrix has room for", () => {
  const yTrue = Int32Array.from({ length: 10_001 }, (_, index) => index);
  assertThrows(
    () => confusionMatrix(yTrue, yTrue),
    CurveArgumentError,
    "yTrue must have at most 10,000 distinct labels",
  );
});

Deno.test("confusionMatrix() refuses an unknown normalization and labels that yTrue has not", () => {
  const normalize = "row" as Normalization; // as plain JavaScript may pass
  assertThrows(
    () => confusionMatrix([1], [1], { normalize }),
    CurveArgumentError,
    '"true", "pred"',
  );
  assertThrows(
    () => confusionMatrix([0, 1], [0, 2], { labels: [2] }),
    CurveArgumentError,
    "at least one of the labels in yTrue",
  );
});
