import { assertEquals, assertThrows } from "@std/assert";
import { NOBODY } from "../../src/curves/binary.ts";
import { CurveArgumentError } from "../../src/curves/errors.ts";
import {
  type OneVsRestOptions,
  pooledSamples,
  readClassSamples,
  samplesOfClass,
} from "../../src/curves/one_vs_rest.ts";

const Y_TRUE = ["b", "a", "b"];
const SCORES = [[0.1, 0.9, 0], [0.7, 0.3, 0.2], [0.4, 0.6, 0.5]];

const read = (options: OneVsRestOptions) =>
  readClassSamples("Cannot test", Y_TRUE, SCORES, options);

Deno.test("samplesOfClass() has the class's column of scores, and its samples positive", () => {
  const samples = read({ labels: ["a", "b", "c"], sampleWeight: [1, 2, 3] });
  const { codes, positiveCode, scores, weights } = samplesOfClass(samples, 1);
  assertEquals([...codes].map((code) => code === positiveCode), [true, false, true]);
  assertEquals([...scores], [0.9, 0.3, 0.6]);
  assertEquals(weights, Float64Array.of(1, 2, 3));
});

Deno.test("samplesOfClass() of a class that no sample has is without positives", () => {
  assertEquals(samplesOfClass(read({ labels: ["a", "b", "c"] }), 2).positiveCode, NOBODY);
});

Deno.test("pooledSamples() has every score once, positive in the column of its true class", () => {
  const samples = read({ labels: ["a", "b", "c"], sampleWeight: [1, 2, 3] });
  const { codes, positiveCode, scores, weights } = pooledSamples(samples);
  assertEquals([...scores], SCORES.flat());
  assertEquals(
    [...codes].map((code) => Number(code === positiveCode)),
    [0, 1, 0, 1, 0, 0, 0, 1, 0],
  );
  assertEquals(weights, Float64Array.of(1, 1, 1, 2, 2, 2, 3, 3, 3));
  assertEquals(pooledSamples(read({ labels: ["a", "b", "c"] })).weights, undefined);
});

Deno.test("pooledSamples() follows the columns' order, whatever that of the samples", () => {
  const { codes } = pooledSamples(read({ labels: ["c", "b", "a"] }));
  assertEquals([...codes], [0, 1, 0, 0, 0, 1, 0, 1, 0]);
});

Deno.test("readClassSamples() refuses labels that leave a sample without a column", () => {
  assertThrows(
    () => read({ labels: ["a", "c", "d"] }),
    CurveArgumentError,
    'labels must contain every label in yTrue, including {"b"}',
  );
});
