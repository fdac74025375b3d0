import { assertAlmostEquals, assertEquals } from "@std/assert";
import { meanPrecision, meanTruePositiveRate } from "../../src/curves/macro_average.ts";
import { auc, precisionRecallCurve, rocCurve } from "../../src/curves.ts";

const PERFECT = { yTrue: [0, 0, 1, 1], scores: [0.1, 0.2, 0.3, 0.4] };
const INVERTED = { yTrue: [1, 1, 0, 0], scores: [0.1, 0.2, 0.3, 0.4] };
const TIED = { yTrue: [0, 1, 0, 1], scores: [0.5, 0.5, 0.5, 0.5] };

const rocOf = ({ yTrue, scores }: typeof PERFECT) => rocCurve(yTrue, scores);
const precisionRecallOf = ({ yTrue, scores }: typeof PERFECT) =>
  precisionRecallCurve(yTrue, scores);

Deno.test("meanTruePositiveRate() is the mean height of the curves at every thousandth", () => {
  const { falsePositiveRate, truePositiveRate } = meanTruePositiveRate([
    rocOf(PERFECT),
    rocOf(INVERTED),
    rocOf(TIED),
  ]);
  assertEquals(falsePositiveRate.length, 1002);
  assertEquals([...falsePositiveRate.slice(0, 3), falsePositiveRate.at(-1)], [0, 0, 0.001, 1]);
  assertEquals([truePositiveRate[0], truePositiveRate.at(-1)], [0, 1]);
  // The perfect curve is at 1, the inverted one at 0 until it jumps at the end, the tied one at x.
  for (let index = 1; index < 1001; index++) {
    const x = falsePositiveRate[index] ?? NaN;
    assertAlmostEquals(truePositiveRate[index] ?? NaN, (1 + 0 + x) / 3, 1e-12);
  }
});

Deno.test("meanTruePositiveRate() of one straight curve has its area", () => {
  const { falsePositiveRate, truePositiveRate } = meanTruePositiveRate([rocOf(TIED)]);
  assertAlmostEquals(auc(falsePositiveRate, truePositiveRate), 0.5, 1e-12);
});

Deno.test("meanTruePositiveRate() is NaN where a class has no rate", () => {
  const noPositives = rocCurve([0, 0], [0.1, 0.2]);
  const { truePositiveRate } = meanTruePositiveRate([rocOf(PERFECT), noPositives]);
  assertEquals(truePositiveRate.slice(1), new Float64Array(1001).fill(NaN));
});

Deno.test("meanPrecision() is the mean precision at the highest threshold that recalls enough", () => {
  const { precision, recall } = meanPrecision([
    precisionRecallOf(PERFECT),
    precisionRecallOf(TIED),
  ]);
  assertEquals(recall.length, 1001);
  assertEquals([recall[0], recall[1], recall[1000]], [1, 0.999, 0]);
  // The perfect curve is at 1 throughout, the tied one at one half until nothing is recalled.
  assertEquals(precision.slice(0, 1000), new Float64Array(1000).fill(0.75));
  assertEquals(precision[1000], 1);
});

Deno.test("meanPrecision() of a class without positives counts as 0 until nothing is recalled", () => {
  const { precision } = meanPrecision([
    precisionRecallOf(PERFECT),
    precisionRecallCurve([0, 0], [0.1, 0.2]),
  ]);
  assertEquals(precision.slice(0, 1000), new Float64Array(1000).fill(0.5));
  assertEquals(precision[1000], 1);
});
