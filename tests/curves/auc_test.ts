import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "../support/fast_check.ts";
import { auc, CurveArgumentError } from "../../src/curves.ts";

Deno.test("auc() of a line is the mean height times the width, in either direction", () => {
  assertEquals(auc([0, 1], [0, 1]), 0.5);
  assertEquals(auc([1, 3], [2, 4]), 6);
  assertEquals(auc([3, 1], [4, 2]), 6);
});

Deno.test("auc() does not change when a curve is walked backwards or gets points in between", () => {
  const points = fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer()), {
    minLength: 2,
    maxLength: 20,
  });
  fc.assert(fc.property(points, (points) => {
    const sorted = points.map(([x, y]) => [x, y % 1000] as const).sort((a, b) => a[0] - b[0]);
    fc.pre(sorted[0]?.[0] !== sorted.at(-1)?.[0]);
    const area = (path: readonly (readonly [number, number])[]) =>
      auc(path.map(([x]) => x), path.map(([, y]) => y));
    const refined = sorted.flatMap((point, index) => {
      const next = sorted[index + 1] ?? point;
      return [point, [(point[0] + next[0]) / 2, (point[1] + next[1]) / 2] as const];
    });
    assertAlmostEquals(area(sorted.toReversed()), area(sorted), 1e-9);
    assertAlmostEquals(area(refined), area(sorted), 1e-9);
  }));
});

Deno.test("auc() takes upright steps, and a curve of nothing else has no area", () => {
  assertEquals(auc([0, 0, 1, 1], [0, 1, 1, 5]), 1);
  assertEquals(auc([2, 2], [0, 9]), 0);
});

Deno.test("auc() of a coordinate that is NaN is NaN", () => {
  assertEquals(auc([0, NaN, 1], [0, 1, 1]), NaN);
  assertEquals(auc([0, 0.5, 1], [0, NaN, 1]), NaN);
});

Deno.test("auc() refuses x that rises and falls, and says where it rises", () => {
  const refusals: [number[], number][] = [
    [[0, 1, 0.5], 1],
    [[1, 0.5, 0.5, 0.7], 3],
    [[2, 1, NaN], 2], // in an x that falls
  ];
  for (const [x, index] of refusals) {
    const error = assertThrows(() => auc(x, x), CurveArgumentError);
    assertEquals([error.argument, error.index, error.value], ["x", index, x[index]]);
  }
});

Deno.test("auc() refuses a single point, none, and unequal lengths", () => {
  assertThrows(() => auc([1], [1]), CurveArgumentError, "x.length must be at least 2");
  assertThrows(() => auc([], []), CurveArgumentError, "x.length must be at least 2");
  assertThrows(() => auc([0, 1], [1]), CurveArgumentError, "y.length must be 2");
});
