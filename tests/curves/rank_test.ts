import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "../support/fast_check.ts";
import { countAtThresholds, selectThresholds } from "../../src/curves/rank.ts";

interface Sample {
  readonly isPositive: boolean;
  readonly score: number;
  readonly weight: number;
}

/** Samples of one or both classes, many of them tied. */
function samples(): fc.Arbitrary<Sample[]> {
  const score = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(0, -0, 5e-324, -5e-324, 1, 1 + Number.EPSILON, -1),
  );
  const weight = fc.oneof(fc.constant(0), fc.double({ min: 0.01, max: 10, noNaN: true }));
  return fc.array(fc.record({ isPositive: fc.boolean(), score, weight }), { minLength: 1 });
}

function countsOf(rows: readonly Sample[], isWeighted: boolean) {
  return countAtThresholds({
    codes: Uint32Array.from(rows, ({ isPositive }) => Number(isPositive)),
    positiveCode: 1,
    scores: Float64Array.from(rows, ({ score }) => score),
    weights: isWeighted ? Float64Array.from(rows, ({ weight }) => weight) : undefined,
  });
}

/** What the samples of a class weigh whose score reaches a threshold. */
function weightFrom(rows: readonly Sample[], isPositive: boolean, threshold: number): number {
  return rows.filter((row) => row.isPositive === isPositive && row.score >= threshold)
    .reduce((sum, { weight }) => sum + weight, 0);
}

Deno.test("countAtThresholds() counts both classes at every distinct score and at infinity", () => {
  fc.assert(fc.property(samples(), (drawn) => {
    const rows = drawn.map((row) => ({ ...row, weight: 1 }));
    const { thresholds, truePositives, falsePositives } = countsOf(rows, false);
    const distinct = new Set(rows.map(({ score }) => score + 0)); // zeros of both signs are one
    assertEquals([...thresholds], [...[...distinct].sort((a, b) => a - b), Infinity]);
    thresholds.forEach((threshold, index) => {
      assertEquals(truePositives[index], weightFrom(rows, true, threshold));
      assertEquals(falsePositives[index], weightFrom(rows, false, threshold));
    });
  }));
});

Deno.test("countAtThresholds() sums weights; samples of weight 0 make no threshold", () => {
  fc.assert(fc.property(samples(), (rows) => {
    const weighing = rows.filter(({ weight }) => weight > 0);
    fc.pre(weighing.length > 0);
    const { thresholds, truePositives, falsePositives } = countsOf(rows, true);
    const distinct = new Set(weighing.map(({ score }) => score + 0));
    assertEquals(
      [...thresholds].map((threshold) => threshold + 0),
      [...[...distinct].sort((a, b) => a - b), Infinity],
    );
    thresholds.forEach((threshold, index) => {
      assertAlmostEquals(truePositives[index] ?? NaN, weightFrom(rows, true, threshold), 1e-9);
      assertAlmostEquals(falsePositives[index] ?? NaN, weightFrom(rows, false, threshold), 1e-9);
    });
  }));
});

Deno.test("countAtThresholds() leaves scores, codes and weights as they are", () => {
  const scores = Float64Array.of(0.3, -0, 0.1, 0.2);
  const weights = Float64Array.of(1, 0, 2, 3);
  const codes = Uint32Array.of(1, 0, 1, 0);
  const given = [scores.slice(), weights.slice(), codes.slice()];
  countAtThresholds({ scores, weights, codes, positiveCode: 1 });
  countAtThresholds({ scores, weights: undefined, codes, positiveCode: 1 });
  assertEquals([scores, weights, codes], given);
});

Deno.test("selectThresholds() keeps the three columns in step", () => {
  const rows = [3, 2, 1].map((score) => ({ isPositive: score !== 2, score, weight: 1 }));
  const { thresholds, truePositives, falsePositives } = selectThresholds(
    countsOf(rows, false),
    Uint32Array.of(0, 2, 3),
  );
  assertEquals([...thresholds], [1, 3, Infinity]);
  assertEquals([...truePositives], [2, 1, 0]);
  assertEquals([...falsePositives], [1, 0, 0]);
});

Deno.test("countAtThresholds() takes -0 for 0, with weights and without", () => {
  for (const isWeighted of [false, true]) {
    const rows = [-0, -0].map((score, index) => ({ isPositive: index === 0, score, weight: 1 }));
    const [threshold] = countsOf(rows, isWeighted).thresholds;
    assert(Object.is(threshold, 0), `${isWeighted}`);
  }
});
