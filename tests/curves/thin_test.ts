import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import fc from "../support/fast_check.ts";
import { watchPace } from "../support/pace.ts";
import { CurveArgumentError, precisionRecallCurve, rocCurve, thinCurve } from "../../src/curves.ts";

Deno.test("thinCurve() gives small curves back untouched", () => {
  const [x, y] = [Float64Array.of(0, 0.5, 1), Float64Array.of(0, 1, 0)];
  const thinned = thinCurve(x, y, { maxPoints: 3 });
  assertStrictEquals(thinned.x, x);
  assertStrictEquals(thinned.y, y);
  assertEquals([...thinned.indices], [0, 1, 2]);
  assertEquals([thinned.originalCount, thinned.deviation], [3, 0]);
  assertEquals(thinCurve([], []).originalCount, 0);
});

Deno.test("thinCurve() keeps every curve within the bound, ends included", () => {
  const step = fc.oneof(
    fc.double({ min: -1, max: 1, noNaN: true }),
    fc.constantFrom(0, 0.01, -0.01, 1e-9),
  );
  const points = fc.array(fc.tuple(step, step), { minLength: 3, maxLength: 200 });
  const bound = fc.constantFrom(1e-6, 0.01, 0.1, 1);
  fc.assert(fc.property(points, bound, fc.boolean(), (steps, maxDeviation, isWalk) => {
    let [x, y] = [0, 0];
    const path = steps.map(([dx, dy]) => isWalk ? [x += dx, y += dy] as const : [dx, dy] as const);
    const [xs, ys] = [path.map((point) => point[0]), path.map((point) => point[1])];
    const thinned = thinCurve(xs, ys, { maxPoints: 2, maxDeviation });
    assert(thinned.deviation <= maxDeviation, `${thinned.deviation} > ${maxDeviation}`);
    assertEquals([thinned.indices[0], thinned.indices.at(-1)], [0, path.length - 1]);
    assertEquals([...thinned.x], [...thinned.indices].map((index) => xs[index]));
    assertEquals([...thinned.y], [...thinned.indices].map((index) => ys[index]));
    assert(distanceBetween(path, [...thinned.indices]) <= maxDeviation + 1e-12);
  }));
});

/** The largest distance from a point to the chord over it, found by trying many points of the chord. */
function distanceBetween(path: readonly (readonly [number, number])[], kept: number[]): number {
  let largest = 0;
  for (let chord = 1; chord < kept.length; chord++) {
    const [start, end] = [kept[chord - 1] ?? 0, kept[chord] ?? 0];
    const [[x1, y1], [x2, y2]] = [path[start] ?? [0, 0], path[end] ?? [0, 0]];
    for (const [x, y] of path.slice(start + 1, end)) {
      const squared = (x2 - x1) ** 2 + (y2 - y1) ** 2 || 1;
      const along = ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / squared;
      const share = Math.max(0, Math.min(1, along));
      const distance = Math.hypot(x1 + share * (x2 - x1) - x, y1 + share * (y2 - y1) - y);
      largest = Math.max(largest, distance);
    }
  }
  return largest;
}

Deno.test("thinCurve() keeps a spike on the way back, which a line through it would hide", () => {
  const x = [0, 1, 0.5];
  const thinned = thinCurve(x, [0, 0, 0], { maxPoints: 2, maxDeviation: 0.1 });
  assertEquals([...thinned.x], x);
});

Deno.test("thinCurve() keeps a point that lies beyond the end of the line, though beside it", () => {
  const thinned = thinCurve([0, 1, 0.91], [0, 0.09, 0], { maxPoints: 2, maxDeviation: 0.1 });
  assertEquals(thinned.x.length, 3);
});

Deno.test("thinCurve() needs no more points than the length of the curve allows", () => {
  const scores = Float64Array.from({ length: 40_000 }, (_, index) => Math.sin(index * index));
  const yTrue = scores.map((score, index) => Number(Math.sin(index * 3) < score));
  const precisionRecall = precisionRecallCurve(yTrue, scores);
  const roc = rocCurve(yTrue, scores, { dropIntermediate: false });
  for (const maxPoints of [500, 2_000, 10_000]) {
    const options = { maxPoints, maxDeviation: 20 / (maxPoints - 3) };
    const thinned = [
      thinCurve(precisionRecall.recall, precisionRecall.precision, options),
      thinCurve(roc.falsePositiveRate, roc.truePositiveRate, options),
    ];
    for (const { x, deviation, originalCount } of thinned) {
      assert(originalCount > 40_000);
      assert(x.length <= maxPoints);
      assert(deviation <= options.maxDeviation);
    }
  }
});

Deno.test("thinCurve() takes linear time for a zigzag that is nearly within the bound", () => {
  const x = Float64Array.from({ length: 400_000 }, (_, index) => index / 400_000);
  const y = x.map((_, index) => 0.0018 * (index % 2));
  using pace = watchPace();
  const thinned = thinCurve(x, y, { maxDeviation: 0.001 });
  assert(pace.ownMs() < 10_000); // minutes, if every point looked at all behind it
  assert(thinned.deviation <= 0.001);
});

Deno.test("thinCurve() keeps the bound rather than the number of points, where both cannot hold", () => {
  const x = Float64Array.from({ length: 100 }, (_, index) => index);
  const thinned = thinCurve(x, x.map((value) => value % 2), { maxPoints: 10, maxDeviation: 0.1 });
  assertEquals(thinned.x.length, 100);
  assertEquals(thinned.deviation, 0);
});

Deno.test("thinCurve() refuses coordinates that are not finite, unequal lengths and odd options", () => {
  const refusals: [() => unknown, string][] = [
    [() => thinCurve([0, NaN], [0, 1]), "x[1] must be a finite number"],
    [() => thinCurve([0, 1], [0]), "y.length must be 2"],
    [() => thinCurve([0, 1], [0, 1], { maxPoints: 1 }), "maxPoints"],
    [() => thinCurve([0, 1], [0, 1], { maxDeviation: 0 }), "maxDeviation"],
    [() => thinCurve([0, 1], [0, 1], { maxDeviation: Infinity }), "maxDeviation"],
  ];
  for (const [call, message] of refusals) assertThrows(call, CurveArgumentError, message);
});
