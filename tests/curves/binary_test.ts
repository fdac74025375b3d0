import { assertEquals, assertThrows } from "@std/assert";
import {
  findPositive,
  inferPositive,
  NOBODY,
  type PositiveRule,
  readBinarySamples,
} from "../../src/curves/binary.ts";
import { CurveArgumentError } from "../../src/curves/errors.ts";
import { type Label, LabelTable } from "../../src/curves/labels.ts";

function positiveOf(
  yTrue: readonly Label[],
  positiveLabel?: Label,
  rule: PositiveRule = inferPositive,
) {
  const table = new LabelTable("Cannot test");
  table.encode("yTrue", yTrue);
  const code = rule("Cannot test", table, positiveLabel);
  return code === NOBODY ? "nobody" : table.labels[code];
}

Deno.test("inferPositive() takes 1 of the labels that are usual for two classes", () => {
  for (const yTrue of [[0, 1], [1, -1], [1], [1n, 0n], [0, true]]) {
    assertEquals(positiveOf(yTrue), 1);
  }
  assertEquals(positiveOf([false, true]), true);
});

Deno.test("inferPositive() finds no positives in labels that are usual for negatives", () => {
  for (const yTrue of [[0], [-1], [false], [0n]]) assertEquals(positiveOf(yTrue), "nobody");
});

Deno.test("inferPositive() asks for the positive label of all other labels, and shows them", () => {
  const columns: Label[][] = [[1, 2], [0, 2], [-1, 0], [2], [0, 1, -1], ["0", "1"], ["1"]];
  for (const yTrue of columns) {
    const error = assertThrows(() => positiveOf(yTrue), CurveArgumentError);
    assertEquals([error.argument, error.value], ["positiveLabel", undefined]);
  }
  assertThrows(() => positiveOf(["b", "a"]), CurveArgumentError, 'it has {"b", "a"}');
});

Deno.test("findPositive() knows a label by its value, not by its type", () => {
  for (const label of [1, 1n, true]) {
    assertEquals(
      positiveOf([2n, 1], label, (action, table) => findPositive(action, table, label)),
      1,
    );
  }
  assertThrows(() => positiveOf([2, 1], "1"), CurveArgumentError, "be one of the labels in yTrue");
});

Deno.test("findPositive() takes a label that nobody has where there is only one other", () => {
  assertEquals(positiveOf(["a", "a"], "b"), "nobody");
  assertThrows(() => positiveOf(["a", "b"], "c"), CurveArgumentError, '{"a", "b"}');
});

Deno.test("readBinarySamples() infers the positive label before samples of weight 0 are left out", () => {
  const samples = readBinarySamples("Cannot test", [0, 1], [0.1, 0.2], { sampleWeight: [1, 0] });
  assertEquals([samples.labelCount, samples.positiveCode], [2, 1]);
});

Deno.test("readBinarySamples() refuses scores and weights of another length", () => {
  const read = (scores: number[], sampleWeight?: number[]) =>
    readBinarySamples("Cannot test", [0, 1], scores, { sampleWeight });
  assertThrows(() => read([1]), CurveArgumentError, "scores.length must be 2");
  assertThrows(() => read([1, 2], [1, 1, 1]), CurveArgumentError, "sampleWeight.length must be 2");
});
