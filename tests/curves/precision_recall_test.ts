import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "../support/fast_check.ts";
import {
  averagePrecision,
  averagePrecisionOf,
  CurveArgumentError,
  precisionRecallCurve,
} from "../../src/curves.ts";

const samples = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 9 })), { minLength: 1 });

Deno.test("precisionRecallCurve() does not depend on the order of samples", () => {
  fc.assert(fc.property(samples, (rows) => {
    const curve = (rows: [boolean, number][]) =>
      precisionRecallCurve(rows.map(([label]) => label), rows.map(([, score]) => score));
    assertEquals(curve(rows), curve([...rows].reverse()));
  }));
});

Deno.test("precisionRecallCurve() without intermediate points has the same average precision", () => {
  fc.assert(fc.property(samples, (rows) => {
    const [yTrue, scores] = [rows.map(([label]) => label), rows.map(([, score]) => score)];
    const short = precisionRecallCurve(yTrue, scores, { dropIntermediate: true });
    assertAlmostEquals(averagePrecisionOf(short), averagePrecision(yTrue, scores), 1e-12);
    assert(short.thresholds.length <= new Set(scores).size);
  }));
});

Deno.test("precisionRecallCurve() weighs a sample of weight 2 as two samples", () => {
  const yTrue = [0, 1, 1, 0, 1];
  const scores = [0.2, 0.2, 0.5, 0.7, 0.9];
  const weights = [1, 2, 1, 2, 1];
  const repeat = <T>(values: T[]) => values.flatMap((value, i) => Array(weights[i]).fill(value));
  assertEquals(
    precisionRecallCurve(yTrue, scores, { sampleWeight: weights }),
    precisionRecallCurve(repeat(yTrue), repeat(scores)),
  );
});

Deno.test("precisionRecallCurve() of one class against two others needs the positive label", () => {
  const yTrue = ["a", "b", "c", "a"];
  const scores = [0.9, 0.4, 0.3, 0.2];
  assertThrows(() => precisionRecallCurve(yTrue, scores), CurveArgumentError, '{"a", "b", "c"}');
  assertEquals(
    precisionRecallCurve(yTrue, scores, { positiveLabel: "a" }),
    precisionRecallCurve([1, 0, 0, 1], scores),
  );
});

Deno.test("precisionRecallCurve() says that nothing is positive", () => {
  const { warnings } = precisionRecallCurve([0, 0], [0.1, 0.2]);
  assertEquals(warnings.map(({ kind }) => kind), ["no-positives"]);
  assertEquals(precisionRecallCurve([0, 1], [0.1, 0.2]).warnings, []);
});

Deno.test("averagePrecision() takes 1 for positive beside any one other label", () => {
  assertEquals(averagePrecision([1, 2], [0.1, 0.2]), 0.5);
  assertEquals(averagePrecision(["a", "a"], [0.1, 0.2]), 0);
  assertThrows(() => averagePrecision(["a", "b"], [0.1, 0.2]), CurveArgumentError, "positiveLabel");
  assertThrows(() => averagePrecision([0, 1, 2], [1, 2, 3]), CurveArgumentError, "positiveLabel");
});
