import { assertEquals, assertThrows } from "@std/assert";
import { CurveArgumentError, detCurve } from "../../src/curves.ts";

Deno.test("detCurve() ends where false positives do, at a score or at infinity", () => {
  assertEquals(detCurve([0, 1, 0, 1], [1, 2, 3, 4]).thresholds, Float64Array.of(2, 3, 4));
  assertEquals(detCurve([1, 0], [1, 2]).thresholds, Float64Array.of(1, 2, Infinity));
});

Deno.test("detCurve() refuses one class, three, and a class without weight", () => {
  assertThrows(() => detCurve([1, 1], [1, 2]), CurveArgumentError, "exactly two distinct labels");
  assertThrows(
    () => detCurve([1, 2, 3], [1, 2, 3], { positiveLabel: 1 }),
    CurveArgumentError,
    "exactly two distinct labels",
  );
  assertThrows(
    () => detCurve([0, 1], [1, 2], { sampleWeight: [1, 0] }),
    CurveArgumentError,
    "give both classes a weight",
  );
});

Deno.test("detCurve() drops points between others with the same false negatives", () => {
  const [yTrue, scores] = [[1, 0, 0, 0, 1, 0], [1, 2, 3, 4, 5, 6]];
  const all = detCurve(yTrue, scores);
  const short = detCurve(yTrue, scores, { dropIntermediate: true });
  assertEquals(all.thresholds, Float64Array.of(1, 2, 3, 4, 5, 6, Infinity));
  assertEquals(short.thresholds, Float64Array.of(1, 2, 5, 6, Infinity));
});
