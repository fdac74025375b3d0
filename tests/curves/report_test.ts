import { assertEquals, assertThrows } from "@std/assert";
import { classificationReport, CurveArgumentError } from "../../src/curves.ts";

Deno.test("classificationReport() has the accuracy where every label is reported", () => {
  const { overall } = classificationReport([0, 1, 2, 2], [0, 2, 2, 2]);
  assertEquals(overall, { kind: "accuracy", accuracy: 0.75, support: 4 });
  const chosen = classificationReport([0, 1, 2, 2], [0, 2, 2, 2], { labels: [2, 1, 0, 7] });
  assertEquals(chosen.overall.kind, "accuracy");
});

Deno.test("classificationReport() has the micro average where a label is left out", () => {
  const { overall, classes } = classificationReport([0, 1, 2, 2], [0, 2, 2, 2], { labels: [2] });
  assertEquals(classes.map(({ label, support }) => [label, support]), [[2, 2]]);
  assertEquals(overall, {
    kind: "micro-average",
    precision: 2 / 3,
    recall: 1,
    f1Score: 0.8,
    support: 2,
  });
});

Deno.test("classificationReport() names the labels whose scores are 0/0", () => {
  const { warnings } = classificationReport(["a", "b"], ["a", "a"], { labels: ["a", "b", "c"] });
  assertEquals(warnings.map(({ message }) => message), [
    'Precision is 0/0 and was set to 0 for labels {"b", "c"}',
    'Recall is 0/0 and was set to 0 for labels {"c"}',
    'F1 score is 0/0 and was set to 0 for labels {"c"}',
  ]);
});

Deno.test("classificationReport() leaves scores of 0/0 out of averages, if asked", () => {
  const [yTrue, yPred] = [["a", "b"], ["a", "a"]];
  const { macroAverage, warnings } = classificationReport(yTrue, yPred, { zeroDivision: NaN });
  assertEquals([macroAverage.precision, macroAverage.recall], [0.5, 0.5]);
  assertEquals(warnings, []);
  assertEquals(classificationReport(yTrue, yPred, { zeroDivision: 1 }).classes[1]?.precision, 1);
});

Deno.test("classificationReport() refuses labels chosen twice or not at all, and other divisions", () => {
  const report = (options: { labels?: number[]; zeroDivision?: number }) =>
    classificationReport([0, 1], [0, 1], options);
  assertThrows(
    () => report({ labels: [1, 0, 1] }),
    CurveArgumentError,
    "labels[2] must not repeat an earlier label",
  );
  assertThrows(() => report({ labels: [] }), CurveArgumentError, "labels.length");
  assertThrows(() => report({ zeroDivision: 2 }), CurveArgumentError, "0, 1 or NaN");
});
