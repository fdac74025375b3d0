import { assertEquals } from "@std/assert";
import fc from "../support/fast_check.ts";
import { changingThresholds, unevenThresholds } from "../../src/curves/intermediate.ts";
import type { ThresholdCounts } from "../../src/curves/rank.ts";

/** Counts as they fall with the threshold, the last of them at infinity. */
function countsOf(truePositives: number[], falsePositives: number[]): ThresholdCounts {
  return {
    truePositives: Float64Array.from(truePositives),
    falsePositives: Float64Array.from(falsePositives),
    thresholds: Float64Array.from(truePositives, (_, index) => index),
  };
}

/** Steps of both counts from each threshold to the next. */
function fallingCounts(): fc.Arbitrary<ThresholdCounts> {
  const steps = fc.array(fc.tuple(fc.nat(2), fc.nat(2)), { minLength: 1, maxLength: 30 });
  return steps.map((steps) => {
    const [trues, falses] = [[0], [0]];
    for (const [trueStep, falseStep] of steps) {
      trues.unshift((trues[0] ?? 0) + trueStep);
      falses.unshift((falses[0] ?? 0) + falseStep);
    }
    return countsOf(trues, falses);
  });
}

Deno.test("unevenThresholds() keeps the ends, and what is not halfway between its neighbors", () => {
  fc.assert(fc.property(fallingCounts(), (counts) => {
    const { truePositives, falsePositives } = counts;
    const scores = truePositives.length - 1;
    const isHalfway = (values: Float64Array, index: number) =>
      2 * (values[index] ?? NaN) === (values[index - 1] ?? NaN) + (values[index + 1] ?? NaN);
    const expected = [...truePositives.keys()].filter((index) =>
      index === 0 || index >= scores - 1 ||
      !isHalfway(truePositives, index) || !isHalfway(falsePositives, index)
    );
    assertEquals([...unevenThresholds(counts)], expected);
  }));
});

Deno.test("changingThresholds() keeps the ends, and where true positives differ from a neighbor's", () => {
  fc.assert(fc.property(fallingCounts(), fc.boolean(), (counts, countsInfinity) => {
    const { truePositives } = counts;
    const count = truePositives.length - (countsInfinity ? 0 : 1);
    const expected = [...truePositives.keys()].filter((index) =>
      index === 0 || index >= count - 1 ||
      truePositives[index] !== truePositives[index - 1] ||
      truePositives[index] !== truePositives[index + 1]
    );
    assertEquals([...changingThresholds(counts, count)], expected);
  }));
});

Deno.test("unevenThresholds() looks at steps, so that a line in uneven steps keeps its points", () => {
  const counts = countsOf([4, 2, 1, 0], [7, 3, 1, 0]);
  assertEquals([...unevenThresholds(counts)], [0, 1, 2, 3]);
  assertEquals([...unevenThresholds(countsOf([3, 2, 1, 0], [3, 2, 1, 0]))], [0, 2, 3]);
});
