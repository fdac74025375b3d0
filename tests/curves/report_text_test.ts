import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import {
  classificationReport,
  CurveArgumentError,
  formatClassificationReport,
} from "../../src/curves.ts";

Deno.test("formatClassificationReport() prints scikit-learn's table", () => {
  const report = classificationReport([0, 1, 2, 2, 2], [0, 0, 2, 2, 1]);
  const labelNames = ["class 0", "class 1", "class 2"];
  assertEquals(
    `\n${formatClassificationReport(report, { labelNames })}`,
    `
              precision    recall  f1-score   support

     class 0       0.50      1.00      0.67         1
     class 1       0.00      0.00      0.00         1
     class 2       1.00      0.67      0.80         3

    accuracy                           0.60         5
   macro avg       0.50      0.56      0.49         5
weighted avg       0.70      0.60      0.61         5
`,
  );
});

Deno.test("formatClassificationReport() rounds halves to even digits, as Python does", () => {
  // Recalls of 1/8, 3/8 and 5/8.
  const yPred = [1, 0, 0, 0, 0, 0, 0, 0];
  const recallOf = (hits: number) => {
    const report = classificationReport(yPred.map(() => 1), yPred.map((_, i) => Number(i < hits)));
    return formatClassificationReport(report).split("\n").find((line) => line.includes("  1  "));
  };
  assertStringIncludes(recallOf(1) ?? "", " 0.12 ");
  assertStringIncludes(recallOf(3) ?? "", " 0.38 ");
  assertStringIncludes(recallOf(5) ?? "", " 0.62 ");
});

Deno.test("formatClassificationReport() aligns names by characters and takes more digits", () => {
  const report = classificationReport(["\u{1f600}", "a long enough label"], [
    "\u{1f600}",
    "\u{1f600}",
  ]);
  const lines = formatClassificationReport(report, { digits: 4 }).split("\n");
  assertEquals(lines[3], `${" ".repeat(18)}\u{1f600}     0.5000    1.0000    0.6667         1`);
  assertEquals(lines[2], "a long enough label     0.0000    0.0000    0.0000         1");
});

Deno.test("formatClassificationReport() prints the micro average of chosen labels, and nan", () => {
  const report = classificationReport([0, 1], [0, 1], { labels: [1, 7], zeroDivision: NaN });
  const text = formatClassificationReport(report);
  assertStringIncludes(text, "   micro avg       1.00      1.00      1.00         1\n");
  assertStringIncludes(text, "           7        nan       nan       nan         0\n");
});

Deno.test("formatClassificationReport() refuses too few names and too many digits", () => {
  const report = classificationReport([0, 1], [0, 1]);
  assertThrows(
    () => formatClassificationReport(report, { labelNames: ["no"] }),
    CurveArgumentError,
    "labelNames.length must be 2",
  );
  for (const digits of [16, -1, 1.5]) {
    assertThrows(
      () => formatClassificationReport(report, { digits }),
      CurveArgumentError,
      "digits",
    );
  }
});
