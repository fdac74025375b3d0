import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "../support/fast_check.ts";
import { auc, CurveArgumentError, rocCurve } from "../../src/curves.ts";

Deno.test("rocCurve() without intermediate points has the same area", () => {
  const row = fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 30 }));
  fc.assert(fc.property(fc.array(row, { minLength: 1 }), (rows) => {
    const [yTrue, scores] = [rows.map(([label]) => label), rows.map(([, score]) => score)];
    fc.pre(new Set(yTrue).size === 2);
    const areaOf = (dropIntermediate: boolean) => {
      const curve = rocCurve(yTrue, scores, { dropIntermediate });
      return auc(curve.falsePositiveRate, curve.truePositiveRate);
    };
    assertAlmostEquals(areaOf(true), areaOf(false), 1e-12);
  }));
});

Deno.test("rocCurve() drops evenly spaced points only", () => {
  // True and false positives 1,1 then 2,3 then 4,7: on one line, but not in even steps.
  const yTrue = [1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 0];
  const scores = [3, 3, 2, 2, 2, 1, 1, 1, 1, 1, 1];
  assertEquals(rocCurve(yTrue, scores).thresholds, Float64Array.of(Infinity, 3, 2, 1));
  const even = rocCurve([0, 0, 0, 0], [4, 3, 2, 1]);
  assertEquals(even.thresholds, Float64Array.of(Infinity, 4, 1));
});

Deno.test("rocCurve() of one class has NaN for the other's rate, and says why", () => {
  const positives = rocCurve([1, 1], [0.1, 0.2]);
  assertEquals(positives.falsePositiveRate, Float64Array.of(NaN, NaN, NaN));
  assertEquals(positives.warnings.map(({ kind }) => kind), ["no-negatives"]);
  const negatives = rocCurve(["a", "a"], [0.1, 0.2], { positiveLabel: "b" });
  assertEquals(negatives.warnings.map(({ kind }) => kind), ["no-positives"]);
  assertEquals(auc(negatives.falsePositiveRate, negatives.truePositiveRate), NaN);
});

Deno.test("rocCurve() refuses a positive label that none of two labels is", () => {
  const error = assertThrows(
    () => rocCurve(["a", "b"], [0.1, 0.2], { positiveLabel: "c" }),
    CurveArgumentError,
  );
  assertEquals([error.argument, error.value], ["positiveLabel", "c"]);
});

Deno.test("rocCurve() takes false, 0 and the empty string for positive labels", () => {
  const expected = rocCurve([1, 0], [0.1, 0.2]);
  assertEquals(rocCurve([false, true], [0.1, 0.2], { positiveLabel: false }), expected);
  assertEquals(rocCurve([0, 1], [0.1, 0.2], { positiveLabel: 0 }), expected);
  assertEquals(rocCurve(["", "b"], [0.1, 0.2], { positiveLabel: "" }), expected);
});
