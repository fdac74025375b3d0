import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  auc,
  CurveArgumentError,
  oneVsRestPrecisionRecallCurves,
  oneVsRestRocCurves,
  precisionRecallCurve,
  rocCurve,
} from "../../src/curves.ts";

const Y_TRUE = ["bee", "ant", "cat", "bee", "ant"];
const SCORES = [
  [0.2, 0.5, 0.3],
  [0.8, 0.1, 0.1],
  [0.1, 0.3, 0.6],
  [0.6, 0.3, 0.1],
  [0.3, 0.3, 0.4],
];

Deno.test("oneVsRestRocCurves() has the curve of each class against the rest, columns sorted", () => {
  const { classes, macro } = oneVsRestRocCurves(Y_TRUE, SCORES);
  assertEquals(classes.map(({ label }) => label), ["ant", "bee", "cat"]);
  const bee = rocCurve(Y_TRUE, SCORES.map((row) => row[1] ?? NaN), { positiveLabel: "bee" });
  assertEquals(classes[1]?.truePositiveRate, bee.truePositiveRate);
  assertEquals(classes[1]?.areaUnderCurve, auc(bee.falsePositiveRate, bee.truePositiveRate));
  const areas = classes.map(({ areaUnderCurve }) => areaUnderCurve);
  assertAlmostEquals(macro.areaUnderCurve, areas.reduce((sum, area) => sum + area) / 3, 1e-12);
});

Deno.test("oneVsRestPrecisionRecallCurves() takes columns in the order of the labels given", () => {
  const labels = ["cat", "dog", "bee", "ant"];
  const scores = SCORES.map(([ant = 0, bee = 0, cat = 0]) => [cat, 0.01, bee, ant]);
  const { classes, micro } = oneVsRestPrecisionRecallCurves(Y_TRUE, scores, { labels });
  assertEquals(classes.map(({ label }) => label), labels);
  const cat = precisionRecallCurve(Y_TRUE, SCORES.map((row) => row[2] ?? NaN), {
    positiveLabel: "cat",
  });
  assertEquals(classes[0]?.precision, cat.precision);
  assertEquals(classes[1]?.warnings.map(({ kind }) => kind), ["no-positives"]);
  assertEquals(classes[1]?.averagePrecision, 0);
  assertEquals(micro.precision[0], 1 / 4);
});

Deno.test("the mean curves go through the best point of each class", () => {
  const scores = [[0.9, 0.1], [0.8, 0.2], [0.3, 0.7]];
  const roc = oneVsRestRocCurves([0, 0, 1], scores).macro;
  assertEquals([...roc.falsePositiveRate.slice(0, 3)], [0, 0, 0.001]);
  assertEquals([...roc.truePositiveRate.slice(0, 3)], [0, 1, 1]);
  const precisionRecall = oneVsRestPrecisionRecallCurves([0, 0, 1], scores).macro;
  assertEquals(precisionRecall.precision, new Float64Array(1001).fill(1));
  assertEquals([...precisionRecall.recall.slice(0, 2)], [1, 0.999]);
});

Deno.test("oneVsRestRocCurves() takes rows of any kind, and one typed array", () => {
  const expected = oneVsRestRocCurves(Y_TRUE, SCORES);
  assertEquals(oneVsRestRocCurves(Y_TRUE.values(), SCORES.map((row) => row.values())), expected);
  assertEquals(oneVsRestRocCurves(Y_TRUE, Float64Array.from(SCORES.flat())), expected);
});

Deno.test("oneVsRestRocCurves() repeats a sample's weight for each of its scores", () => {
  const weighted = oneVsRestRocCurves(Y_TRUE, SCORES, { sampleWeight: [1, 2, 1, 1, 1] });
  const doubled = oneVsRestRocCurves([...Y_TRUE, "ant"], [...SCORES, SCORES[1] ?? []]);
  assertEquals(weighted.micro, doubled.micro);
  assertEquals(weighted.classes, doubled.classes);
});

Deno.test("oneVsRestRocCurves() refuses scores and labels that do not fit", () => {
  const refusals: [() => unknown, string][] = [
    [() => oneVsRestRocCurves(Y_TRUE, SCORES.slice(1)), "scores.length must be 5"],
    [() => oneVsRestRocCurves(Y_TRUE, SCORES.map(() => [1, 2])), "scores[0].length must be 3"],
    [() => oneVsRestRocCurves(Y_TRUE, new Float64Array(14)), "scores.length must be 15"],
    [() => oneVsRestRocCurves(Y_TRUE, SCORES.map(() => [1, 2, NaN])), "scores[0][2] must be a"],
    [() => oneVsRestRocCurves(["a", "a"], [[1], [1]]), "two labels or more"],
    [
      () => oneVsRestRocCurves(Y_TRUE, SCORES, { labels: ["ant", "bee", "dog"] }),
      'including {"cat"}',
    ],
    [() => oneVsRestRocCurves(Y_TRUE, SCORES, { labels: ["ant", "bee", "ant"] }), "labels[2] must"],
  ];
  for (const [call, message] of refusals) assertThrows(call, CurveArgumentError, message);
});
