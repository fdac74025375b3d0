import type { Mutant } from "./mutant.ts";

/** Mutants of src/run. */
export const RUN: readonly Mutant[] = [
  {
    name: "run/unawaited-runs-do-not-leak",
    promise: "a withRun that nobody awaits is not the current run of its caller",
    file: "src/run/context.ts",
    from: "within: (cell, body) => storage.run(cell, body),",
    to: "within: (cell, body) => {\n      storage.enterWith(cell);\n      return body();\n    },",
    tests: ["tests/run/context_test.ts"],
  },
  {
    name: "run/closed-runs-are-not-current",
    promise: "a run that has closed is not the current one",
    file: "src/run/context.ts",
    from: "while (cell && (cell.run === undefined || cell.run.closed)) cell = cell.outer;",
    to: "while (cell && cell.run === undefined) cell = cell.outer;",
    tests: ["tests/run/context_test.ts", "tests/runtimes/deno_test.ts"],
  },
  {
    name: "run/average-of-all-points",
    promise: "the average precision of a graph is that of all points",
    file: "src/run/graphs.ts",
    from: "averagePrecisionScore: averagePrecisionOf(curve),",
    to: "averagePrecisionScore: averagePrecisionOf({ precision: thinned.y, recall: thinned.x }),",
    tests: ["tests/run/graphs_test.ts"],
  },
  {
    name: "run/area-of-all-points",
    promise: "the area of a graph is that of all points",
    file: "src/run/graphs.ts",
    from: "areaUnderCurve: auc(curve.falsePositiveRate, curve.truePositiveRate),",
    to: "areaUnderCurve: auc(thinned.x, thinned.y),",
    tests: ["tests/run/graphs_test.ts"],
  },
  {
    name: "run/small-graphs-are-whole",
    promise: "a graph of up to 10,000 points is whole",
    file: "src/run/graphs.ts",
    from: "const thinned = thinCurve(curve.falsePositiveRate, curve.truePositiveRate);",
    to:
      "const thinned = thinCurve(curve.falsePositiveRate, curve.truePositiveRate, { maxPoints: 100 });",
    tests: ["tests/run/graphs_test.ts"],
  },
  {
    name: "run/small-precision-graphs-are-whole",
    promise: "a precision-recall graph of up to 10,000 points is whole",
    file: "src/run/graphs.ts",
    from: "const thinned = thinCurve(curve.recall, curve.precision);",
    to: "const thinned = thinCurve(curve.recall, curve.precision, { maxPoints: 100 });",
    tests: ["tests/run/graphs_test.ts"],
  },
  {
    name: "run/graphs-of-one-class",
    promise: "a ROC curve of one class is refused before anything is sent",
    file: "src/run/graphs.ts",
    from: "if (missing) {",
    to: "if (missing === null) {",
    tests: ["tests/run/graphs_test.ts", "tests/runtimes/deno_test.ts"],
  },
  {
    name: "run/thinned-graphs-say-so",
    promise: "a thinned graph says how many points it had",
    file: "src/run/graphs.ts",
    from: "return originalCount === x.length ? {} : { originalPointCount: originalCount };",
    to: "return originalCount >= x.length ? {} : { originalPointCount: originalCount };",
    tests: ["tests/run/graphs_test.ts"],
  },
];
