/** Curves of several classes, against scikit-learn's binary ones over indicator columns. */
import { assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "../../support/fast_check.ts";
import { oneVsRestPrecisionRecallCurves, oneVsRestRocCurves } from "../../../src/curves.ts";
import { floats, type NumpyArray } from "./client.ts";
import { assertAgrees, outcomeOf } from "./compare.ts";
import { comparison } from "./setup.ts";

const compare = await comparison();
const RUNS = { numRuns: 400 };

interface ClassCase {
  readonly yTrue: readonly number[];
  readonly labels: readonly number[];
  readonly rows: readonly (readonly number[])[];
  readonly weights: readonly number[] | undefined;
}

/** Samples of up to four classes, of which some may have no sample. */
function classCases(): fc.Arbitrary<ClassCase> {
  const score = fc.oneof(
    fc.double({ min: -1, max: 1, noNaN: true }),
    fc.integer({ min: 0, max: 5 }).map((step) => step / 5),
  );
  return fc.integer({ min: 2, max: 4 }).chain((classes) => {
    const row = fc.record({
      label: fc.nat(classes - 1),
      scores: fc.array(score, { minLength: classes, maxLength: classes }),
      // Whole numbers of eighths: their sums are exact, so that no point is kept for a rounding.
      weight: fc.integer({ min: 0, max: 16 }).map((eighths) => eighths / 8),
    });
    return fc.record({
      samples: fc.array(row, { minLength: 2, maxLength: 40 }),
      isWeighted: fc.boolean(),
      order: fc.shuffledSubarray([...Array(classes).keys()], { minLength: classes }),
    }).map(({ samples, isWeighted, order }) => ({
      yTrue: samples.map((sample) => sample.label),
      labels: order,
      rows: samples.map((sample) => sample.scores),
      weights: isWeighted ? samples.map((sample) => sample.weight) : undefined,
    }));
  });
}

function pythonArguments({ yTrue, rows, labels, weights }: ClassCase) {
  const numbers = (values: readonly number[]): NumpyArray => ({ dtype: "int64", values });
  return {
    args: [numbers(yTrue), { dtype: "float64", values: rows }, numbers(labels)],
    options: weights === undefined ? {} : { sample_weight: floats(weights) },
  };
}

compare("oneVsRestRocCurves() has scikit-learn's areas and mean curve", async (sklearn) => {
  const property = fc.asyncProperty(classCases(), fc.boolean(), async (sample, isFlat) => {
    const { labels, rows, weights } = sample;
    const scores = isFlat ? Float64Array.from(rows.flat()) : rows;
    const ours = outcomeOf(() =>
      oneVsRestRocCurves(sample.yTrue, scores, { labels, sampleWeight: weights })
    );
    const { args, options } = pythonArguments(sample);
    const areas = await sklearn.call("one_vs_rest_auc", args, options);
    assertAgrees(ours, areas, ({ classes, micro, macro }) => [
      classes.map((curve) => curve.areaUnderCurve),
      micro.areaUnderCurve,
      macro.areaUnderCurve,
    ]);
    const rates = await sklearn.call("macro_roc", args, options);
    assertAgrees(ours, rates, ({ macro }) => macro.truePositiveRate.slice(1));
    if (ours.kind === "error") return;
    const { macro, classes } = ours.value;
    assertEquals(classes.map((curve) => curve.label), [...labels]);
    assertEquals([macro.falsePositiveRate[0], macro.truePositiveRate[0]], [0, 0]);
    assertAlmostEquals(macro.falsePositiveRate[501] ?? NaN, 0.5, 1e-15);
  });
  await fc.assert(property, RUNS);
});

compare("oneVsRestPrecisionRecallCurves() has scikit-learn's averages", async (sklearn) => {
  const property = fc.asyncProperty(classCases(), fc.boolean(), async (sample, isFlat) => {
    const { labels, rows, weights } = sample;
    const scores = isFlat ? Float64Array.from(rows.flat()) : rows;
    const ours = outcomeOf(() =>
      oneVsRestPrecisionRecallCurves(sample.yTrue, scores, { labels, sampleWeight: weights })
    );
    const { args, options } = pythonArguments(sample);
    const averages = await sklearn.call("one_vs_rest_ap", args, options);
    assertAgrees(ours, averages, ({ classes, micro, macro }) => [
      classes.map((curve) => curve.averagePrecision),
      micro.averagePrecision,
      macro.averagePrecision,
    ]);
    const precisions = await sklearn.call("macro_precision", args, options);
    assertAgrees(ours, precisions, ({ macro }) => macro.precision);
  });
  await fc.assert(property, RUNS);
});
