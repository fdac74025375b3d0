/** As many samples as the sorts of long columns need to show themselves. */
import { precisionRecallCurve, rocCurve } from "../../../src/curves.ts";
import { floats } from "./client.ts";
import { assertAgrees, outcomeOf } from "./compare.ts";
import { comparison } from "./setup.ts";

const compare = await comparison();
const COUNT = 30_000;

/** A column of numbers that look random and are the same every time. */
function column(seed: number): Float64Array {
  let state = seed;
  return new Float64Array(COUNT).map(() => {
    state = Math.imul(state, 1664525) + 1013904223 | 0;
    return (state >>> 0) / 2 ** 32;
  });
}

const SHAPES: Readonly<Record<string, Float64Array>> = {
  random: column(1),
  "of both signs": column(1).map((value) => Math.tan(3 * (value - 0.5))),
  "heavily tied": column(1).map((value) => Math.round(100 * value) / 100),
  sorted: column(1).sort(),
  reversed: column(1).sort().reverse(),
};

for (const [shape, scores] of Object.entries(SHAPES)) {
  for (const weights of [undefined, column(3)]) {
    const name = `${COUNT} scores ${shape}${weights ? ", weighted," : ""}`;
    compare(`${name} have scikit-learn's curves`, async (sklearn) => {
      const yTrue = column(2).map((value, index) => Number(value < (scores[index] ?? 0)));
      const args = [{ dtype: "int64", values: [...yTrue] }, floats([...scores])];
      const options = weights ? { sample_weight: floats([...weights]) } : {};
      assertAgrees(
        outcomeOf(() => precisionRecallCurve(yTrue, scores, { sampleWeight: weights })),
        await sklearn.call("precision_recall_curve", args, options),
        (curve) => [curve.precision, curve.recall, curve.thresholds],
      );
      assertAgrees(
        outcomeOf(() => rocCurve(yTrue, scores, { sampleWeight: weights })),
        await sklearn.call("roc_curve", args, options),
        (curve) => [curve.falsePositiveRate, curve.truePositiveRate, curve.thresholds],
      );
    });
  }
}
