/** Curves of scores, against scikit-learn's own. */
import { assertEquals } from "@std/assert";
import fc from "../../support/fast_check.ts";
import {
  auc,
  averagePrecision,
  type BinaryOptions,
  calibrationCurve,
  detCurve,
  precisionRecallCurve,
  rocCurve,
} from "../../../src/curves.ts";
import {
  type Container,
  containers,
  inContainer,
  isLabel,
  labelArray,
  labelScalar,
  probabilitySamples,
  type SampleCase,
  scoredSamples,
} from "./cases.ts";
import { type Answer, floats, type Sklearn } from "./client.ts";
import { assertAgrees, outcomeOf } from "./compare.ts";
import { comparison } from "./setup.ts";

const compare = await comparison();
const RUNS = { numRuns: 1500 };

compare("precisionRecallCurve() agrees with scikit-learn", async (sklearn) => {
  const property = fc.asyncProperty(
    scoredSamples(),
    containers(),
    fc.boolean(),
    async (sample, container, dropIntermediate) => {
      const ours = outcomeOf(() =>
        precisionRecallCurve(...argumentsOf(sample, container), {
          ...optionsOf(sample, container),
          dropIntermediate,
        })
      );
      const theirs = await callCurve(sklearn, "precision_recall_curve", sample, {
        drop_intermediate: dropIntermediate,
      });
      assertAgrees(
        ours,
        theirs,
        (curve) => [curve.precision, curve.recall, curve.thresholds],
        departureOf(sample),
      );
      if (ours.kind === "value") assertSameWarnings(ours.value.warnings, theirs);
    },
  );
  await fc.assert(property, RUNS);
});

compare("rocCurve() agrees with scikit-learn, and so does its area", async (sklearn) => {
  const property = fc.asyncProperty(
    scoredSamples(),
    containers(),
    fc.boolean(),
    async (sample, container, dropIntermediate) => {
      const ours = outcomeOf(() =>
        rocCurve(...argumentsOf(sample, container), {
          ...optionsOf(sample, container),
          dropIntermediate,
        })
      );
      const theirs = await callCurve(sklearn, "roc_curve", sample, {
        drop_intermediate: dropIntermediate,
      });
      assertAgrees(ours, theirs, (curve) => [
        curve.falsePositiveRate,
        curve.truePositiveRate,
        curve.thresholds,
      ], departureOf(sample));
      if (ours.kind !== "value") return;
      assertSameWarnings(ours.value.warnings, theirs);
      const { falsePositiveRate: x, truePositiveRate: y } = ours.value;
      const area = await sklearn.call("auc", [floats([...x]), floats([...y])]);
      assertAgrees(outcomeOf(() => auc(x, y)), area, (value) => value);
    },
  );
  await fc.assert(property, RUNS);
});

compare(
  "averagePrecision() agrees with scikit-learn, of one class against the rest",
  async (sklearn) => {
    const property = fc.asyncProperty(
      scoredSamples(),
      containers(),
      async (sample, container) => {
        const ours = outcomeOf(() =>
          averagePrecision(...argumentsOf(sample, container), optionsOf(sample, container))
        );
        // Theirs knows two classes only: of more, ours is compared as the chosen one and the rest.
        const { yTrue, chosen } = sample;
        const isMulticlass = new Set(yTrue).size > 2 && yTrue.every(isLabel);
        const theirs = chosen !== undefined && isMulticlass
          ? await callCurve(sklearn, "average_precision_score", {
            ...sample,
            yTrue: yTrue.map((label) => label === chosen),
            dtype: "bool",
            chosen: true,
          })
          : await callCurve(sklearn, "average_precision_score", sample);
        assertAgrees(ours, theirs, (value) => value, departureOf(sample));
      },
    );
    await fc.assert(property, RUNS);
  },
);

compare("detCurve() agrees with scikit-learn", async (sklearn) => {
  const property = fc.asyncProperty(
    scoredSamples(),
    containers(),
    fc.boolean(),
    async (sample, container, dropIntermediate) => {
      const ours = outcomeOf(() =>
        detCurve(...argumentsOf(sample, container), {
          ...optionsOf(sample, container),
          dropIntermediate,
        })
      );
      const theirs = await callCurve(sklearn, "det_curve", sample, {
        drop_intermediate: dropIntermediate,
      });
      assertAgrees(ours, theirs, (curve) => [
        curve.falsePositiveRate,
        curve.falseNegativeRate,
        curve.thresholds,
      ], departureOf(sample) ?? weightlessClass(theirs));
    },
  );
  await fc.assert(property, RUNS);
});

compare("auc() agrees with scikit-learn on any coordinates", async (sklearn) => {
  const coordinate = fc.oneof(fc.double({ min: -10, max: 10 }), fc.integer({ min: -2, max: 2 }));
  const points = fc.array(fc.tuple(coordinate, coordinate), { maxLength: 12 });
  const order = fc.constantFrom("rising", "falling", "any");
  const property = fc.asyncProperty(points, order, fc.nat(9), async (points, order, cut) => {
    const sign = order === "rising" ? 1 : order === "falling" ? -1 : 0;
    const sorted = [...points].sort((a, b) => sign * (a[0] - b[0]));
    const x = sorted.map((point) => point[0]);
    const y = sorted.map((point) => point[1]).slice(cut === 0 ? 1 : 0);
    const theirs = await sklearn.call("auc", [floats(x), floats(y)]);
    assertAgrees(outcomeOf(() => auc(x, y)), theirs, (value) => value);
  });
  await fc.assert(property, RUNS);
});

compare("calibrationCurve() agrees with scikit-learn", async (sklearn) => {
  const property = fc.asyncProperty(
    probabilitySamples(),
    containers(),
    fc.integer({ min: 0, max: 12 }),
    fc.constantFrom("uniform" as const, "quantile" as const),
    async (sample, container, bins, strategy) => {
      const { positiveLabel } = optionsOf(sample, container);
      const ours = outcomeOf(() =>
        calibrationCurve(...argumentsOf(sample, container), { positiveLabel, bins, strategy })
      );
      const theirs = await callCurve(sklearn, "calibration_curve", {
        ...sample,
        weights: undefined,
      }, {
        n_bins: bins,
        strategy,
      });
      assertAgrees(ours, theirs, (curve) => [
        curve.fractionOfPositives,
        curve.meanPredictedProbability,
      ], departureOf({ ...sample, weights: undefined }) ?? unsupportedInput(sample));
    },
  );
  await fc.assert(property, RUNS);
});

function argumentsOf(sample: SampleCase, container: Container) {
  return [inContainer(sample.yTrue, container), inContainer(sample.scores, container)] as const;
}

function optionsOf({ chosen, weights }: SampleCase, container: Container): BinaryOptions {
  return {
    positiveLabel: chosen,
    sampleWeight: weights && inContainer(weights, container),
  };
}

function callCurve(
  sklearn: Sklearn,
  name: string,
  { yTrue, dtype, scores, weights, chosen }: SampleCase,
  options: Record<string, unknown> = {},
): Promise<Answer> {
  return sklearn.call(name, [labelArray(yTrue, dtype), floats(scores)], {
    ...options,
    ...(chosen === undefined ? {} : { pos_label: labelScalar(chosen) }),
    ...(weights === undefined ? {} : { sample_weight: floats(weights) }),
  });
}

/** Where ours refuses on purpose what scikit-learn may accept. */
function departureOf({ yTrue, weights, chosen }: SampleCase): string | undefined {
  if (weights?.some((weight) => weight < 0)) return "a negative weight";
  if (chosen === undefined) return undefined;
  if (!isLabel(chosen)) return "a positive label that is no label";
  const labels = new Set(yTrue);
  return labels.size > 1 && !labels.has(chosen) ? "a positive label that nobody has" : undefined;
}

/** Where scikit-learn divides 0 by 0. */
function weightlessClass(theirs: Answer): string | undefined {
  return theirs.kind === "value" && JSON.stringify(theirs.value).includes("NaN")
    ? "a class without weight"
    : undefined;
}

/** What scikit-learn's calibration curve does not look at. */
function unsupportedInput({ yTrue, scores }: SampleCase): string | undefined {
  if (!yTrue.every(isLabel)) return "a label that is no label";
  return scores.some(Number.isNaN) ? "a probability that is NaN" : undefined;
}

function assertSameWarnings(ours: readonly unknown[], theirs: Answer): void {
  assertEquals(ours.length, theirs.kind === "value" ? theirs.warnings.length : 0);
}
