import { assert, assertEquals, assertThrows } from "@std/assert";
import type { ConfusionMatrixGraph, RocGraph } from "../../src/artifacts/graph.ts";
import { confusionMatrix, precisionRecallCurve, rocCurve } from "../../src/curves.ts";
import {
  calibrationPlot,
  confusionMatrixPlot,
  parallelCoordinates,
  precisionRecallPlot,
  rocPlot,
  runValues,
  scatterPlot,
} from "../../src/plot.ts";
import fc from "../support/fast_check.ts";
import { anyNumber } from "./any_number.ts";
import { detachedDocument, page } from "./detached_document.ts";
import { range } from "../support/numbers.ts";

const document = detachedDocument();
const [yTrue, scores] = [[0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]];

Deno.test("rocPlot() tells the area of a computed curve, and that which a logged graph has", () => {
  const curve = rocCurve(yTrue, scores);
  assert(rocPlot(curve, { document }).textContent?.includes("area 0.75"));
  const graph: RocGraph = {
    type: "ROCCurve",
    version: 0,
    title: "logged",
    falsePositiveRate: [...curve.falsePositiveRate],
    truePositiveRate: [...curve.truePositiveRate],
    areaUnderCurve: 0.625,
  };
  assert(rocPlot(graph, { document }).textContent?.includes("logged (area 0.625)"));
});

Deno.test("rocPlot() says of a curve without a class that it has none", () => {
  const { textContent } = rocPlot(rocCurve([1, 1], [0.1, 0.2]), { document });
  assert(textContent?.includes("a class is missing"));
});

Deno.test("precisionRecallPlot() adds up the average precision, and draws the level of no skill", () => {
  const curve = precisionRecallCurve(yTrue, scores);
  const { textContent } = precisionRecallPlot(curve, { document });
  assert(textContent?.includes("AP 0.83333"), textContent ?? "");
  const dashed = (noSkill: number | null): number =>
    page(precisionRecallPlot({ ...curve, noSkill }, { document }))
      .querySelectorAll('[stroke-dasharray="2 4"]').length;
  assertEquals([dashed(null), dashed(0.5)], [0, 1]);
});

Deno.test("curves of a million points stay small", () => {
  const x = Float64Array.from({ length: 1_000_000 }, (_, index) => index / 999_999);
  const curve = { falsePositiveRate: x, truePositiveRate: x.map(Math.sqrt) };
  const falling = { precision: x, recall: x.toReversed() };
  assert(rocPlot(curve, { document }).outerHTML.length < 100_000);
  assert(precisionRecallPlot(falling, { document }).outerHTML.length < 100_000);
});

Deno.test("calibrationPlot() tells the largest distance from the diagonal", () => {
  const curve = { meanPredictedProbability: [0.2, 0.7], fractionOfPositives: [0.5, 0.75] };
  assert(calibrationPlot(curve, { document }).textContent?.includes("0.3"));
});

Deno.test("curves of unequal rates are refused", () => {
  const curve = { falsePositiveRate: [0, 1], truePositiveRate: [0] };
  assertThrows(() => rocPlot(curve, { document }), Error, "as many points as the other rate, 2");
});

Deno.test("confusionMatrixPlot() takes computed matrices and logged graphs, and describes them", () => {
  const { labels, matrix } = confusionMatrix(["a", "b", "b"], ["a", "a", "b"]);
  const computed = confusionMatrixPlot({ labels, matrix }, { document });
  const graph: ConfusionMatrixGraph = {
    type: "ConfusionMatrix",
    version: 0,
    title: null,
    confusionMatrix: matrix,
    labels: labels.map(String),
  };
  assertEquals(confusionMatrixPlot(graph, { document }).outerHTML, computed.outerHTML);
  assertEquals(
    page(computed).querySelector("svg")?.getAttribute("aria-label"),
    "Confusion matrix of 2 classes, 3 samples, 66.667 % of them correct",
  );
});

Deno.test("confusionMatrixPlot() keeps labels apart whose texts are the same", () => {
  const figure = confusionMatrixPlot({ labels: [1, "1"], matrix: [[5, 6], [7, 8]] }, { document });
  assertEquals(page(figure).querySelectorAll("rect").length, 8);
});

Deno.test("confusionMatrixPlot() writes no numbers into cells too small to read", () => {
  const labels = range(30);
  const matrix = labels.map((row) => labels.map((column) => row === column ? 7777 : 0));
  const svg = page(confusionMatrixPlot({ labels, matrix }, { document })).querySelector("svg");
  assert(!svg?.textContent.includes("7777"));
});

Deno.test("confusionMatrixPlot() refuses a matrix that is not square", () => {
  assertThrows(
    () => confusionMatrixPlot({ labels: ["a", "b"], matrix: [[1, 2], [3]] }, { document }),
    Error,
    "data.matrix must have a row and a column for each of the 2 labels",
  );
});

Deno.test("parallelCoordinates() has an axis for each value that differs, and gaps for none", () => {
  const figure = parallelCoordinates([
    { label: "one", values: { rate: 0.1, optimizer: "sgd", seed: 1 } },
    { label: "two", values: { rate: 0.2, optimizer: "adam", seed: 1 } },
    { label: "three", values: { rate: NaN, seed: 1 } },
  ], { document });
  const head = [...page(figure).querySelectorAll("thead th")].map(({ textContent }) => textContent);
  assertEquals(head, ["run", "rate", "optimizer"]);
  const lines = [...page(figure).querySelectorAll('svg path[d*="L"]')];
  assertEquals(lines.length, 2);
});

Deno.test("parallelCoordinates() knows a run's own values only, whatever their names", () => {
  const figure = parallelCoordinates([
    { label: "one", values: Object.fromEntries([["constructor", 1], ["toString", 3]]) },
    { label: "two", values: {} },
  ], { document });
  const cells = [...page(figure).querySelectorAll("td")].map(({ textContent }) => textContent);
  assertEquals(cells, ["1", "3", "–", "–"]);
});

Deno.test("parallelCoordinates() says so when runs do not differ", () => {
  const runs = [{ label: "one", values: { rate: 1 } }, { label: "two", values: { rate: 1 } }];
  assert(parallelCoordinates(runs, { document }).textContent?.includes("do not differ"));
  assert(parallelCoordinates([], { document }).textContent?.includes("do not differ"));
});

Deno.test("runValues() keeps a parameter and a metric of one name apart, whatever the name", () => {
  const parameters = Object.fromEntries([["loss", "mse"], ["__proto__", 1]]);
  const [run] = runValues([{ runName: "a", parameters, metrics: { loss: { last: 0.5 } } }]);
  assertEquals(Object.entries(run?.values ?? {}), [
    ["loss", "mse"],
    ["__proto__", 1],
    ["loss (metric)", 0.5],
  ]);
});

Deno.test("scatterPlot() draws the runs that have both values, and says how many have not", () => {
  const runs = [
    { label: "one", values: { rate: 0.1, loss: 2 } },
    { label: "two", values: { rate: 0, loss: 1 } },
    { label: "three", values: { rate: "auto", loss: 1 } },
    { label: "four", values: {} },
  ];
  const dots = (xScale: "linear" | "log"): readonly [number, string | null] => {
    const figure = scatterPlot(runs, { x: "rate", y: "loss", xScale, document });
    return [page(figure).querySelectorAll("circle").length, figure.textContent];
  };
  const [linear, log] = [dots("linear"), dots("log")];
  assertEquals([linear[0], log[0]], [2, 1]);
  assert(log[1]?.includes("Not drawn: 3 of the runs"));
});

Deno.test("figures of runs draw whatever numbers there are, and no other", () => {
  const runs = fc.array(fc.record({ rate: anyNumber(), loss: anyNumber() }), { maxLength: 8 });
  fc.assert(
    fc.property(runs, fc.constantFrom("linear", "log"), (values, xScale) => {
      const labeled = values.map((values, index) => ({ label: `run-${index}`, values }));
      for (
        const figure of [
          scatterPlot(labeled, { x: "rate", y: "loss", xScale, document }),
          parallelCoordinates(labeled, { dimensions: ["rate", "loss"], document }),
        ]
      ) {
        const places = [...page(figure).querySelectorAll("svg[role=img] path, circle")]
          .map((mark) => `${mark.getAttribute("d")} ${mark.getAttribute("transform")}`);
        assert(!/NaN|Infinity/.test(places.join()), places.join());
      }
    }),
    { numRuns: 200 },
  );
});
