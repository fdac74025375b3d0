/** Confusion matrices and reports, against scikit-learn's own. */
import { assertEquals } from "@std/assert";
import fc from "../../support/fast_check.ts";
import {
  classificationReport,
  type ClassScores,
  confusionMatrix,
  formatClassificationReport,
  type Label,
} from "../../../src/curves.ts";
import {
  containers,
  inContainer,
  isLabel,
  labelArray,
  labelScalar,
  type SampleCase,
  scoredSamples,
} from "./cases.ts";
import { type Answer, floats } from "./client.ts";
import { assertAgrees, outcomeOf } from "./compare.ts";
import { comparison } from "./setup.ts";

const compare = await comparison();
const RUNS = { numRuns: 1500 };
const REPORT_RUNS = { numRuns: 600 }; // scikit-learn needs 20 ms for each

/** Samples, and perhaps labels chosen among theirs, one that nobody has included. */
function labeledSamples(): fc.Arbitrary<SampleCase & { readonly labels: Label[] | undefined }> {
  return scoredSamples().chain((sample) => {
    const absent: Label = sample.dtype === "str" ? "nobody" : sample.dtype === "bool" ? true : 77;
    const pool = [...new Set([...sample.yTrue, ...sample.yPred]), absent];
    const labels = fc.option(fc.array(fc.constantFrom(...pool), { maxLength: 6 }), {
      nil: undefined,
      freq: 2,
    });
    return labels.map((labels) => ({ ...sample, labels }));
  });
}

compare("confusionMatrix() agrees with scikit-learn", async (sklearn) => {
  const property = fc.asyncProperty(
    labeledSamples(),
    containers(),
    fc.constantFrom(undefined, "true" as const, "pred" as const, "all" as const),
    async (sample, container, normalize) => {
      const ours = outcomeOf(() =>
        confusionMatrix(
          inContainer(sample.yTrue, container),
          inContainer(sample.yPred, container),
          {
            labels: sample.labels,
            sampleWeight: sample.weights && inContainer(sample.weights, container),
            normalize,
          },
        )
      );
      const theirs = await sklearn.call("confusion_matrix", columnsOf(sample), {
        ...optionsOf(sample),
        ...(normalize === undefined ? {} : { normalize }),
      });
      assertAgrees(ours, theirs, ({ matrix }) => matrix, departureOf(sample));
      if (ours.kind === "value") {
        assertEquals(ours.value.warnings.length, warningsOf(theirs).length);
      }
    },
  );
  await fc.assert(property, RUNS);
});

compare("classificationReport() agrees with scikit-learn", async (sklearn) => {
  const property = fc.asyncProperty(
    labeledSamples(),
    containers(),
    fc.constantFrom(undefined, 0, 1, NaN),
    async (sample, container, zeroDivision) => {
      const ours = outcomeOf(() =>
        classificationReport(
          inContainer(sample.yTrue, container),
          inContainer(sample.yPred, container),
          {
            labels: sample.labels,
            sampleWeight: sample.weights && inContainer(sample.weights, container),
            zeroDivision,
          },
        )
      );
      const theirs = await sklearn.call("report", columnsOf(sample), {
        ...optionsOf(sample),
        ...(zeroDivision === undefined ? {} : { zero_division: labelScalar(zeroDivision) }),
      });
      assertAgrees(ours, theirs, (report) => {
        const { overall } = report;
        return [
          report.classes.map(numbersOf),
          overall.kind === "accuracy" ? overall.accuracy : numbersOf(overall),
          numbersOf(report.macroAverage),
          numbersOf(report.weightedAverage),
        ];
      }, departureOf(sample) ?? reportDeparture(sample));
      if (ours.kind === "value") {
        assertEquals(ours.value.warnings.length > 0, warningsOf(theirs).length > 0);
      }
    },
  );
  await fc.assert(property, REPORT_RUNS);
});

compare("formatClassificationReport() prints what scikit-learn prints", async (sklearn) => {
  const property = fc.asyncProperty(
    labeledSamples(),
    fc.integer({ min: 0, max: 14 }),
    async (weighted, digits) => {
      // Python prints labels that are floats as such, and the support of weighted samples.
      const labels = [...weighted.yTrue, ...weighted.yPred, ...weighted.labels ?? []];
      const isWhole = weighted.dtype === "float64" && labels.every(isLabel);
      const dtype = isWhole ? "int64" : weighted.dtype;
      const sample = { ...weighted, weights: undefined, dtype };
      const ours = outcomeOf(() =>
        formatClassificationReport(
          classificationReport(sample.yTrue, sample.yPred, { labels: sample.labels }),
          { digits, labelNames: sample.dtype === "bool" ? boolNames(sample) : undefined },
        )
      );
      const theirs = await sklearn.call("report_text", columnsOf(sample), {
        ...optionsOf(sample),
        digits,
      });
      assertAgrees(
        ours,
        withWholeSupport(theirs),
        (text) => text,
        departureOf(sample) ?? reportDeparture(sample),
      );
    },
  );
  await fc.assert(property, REPORT_RUNS);
});

function columnsOf({ yTrue, yPred, dtype }: SampleCase) {
  return [labelArray(yTrue, dtype), labelArray(yPred, dtype)];
}

function optionsOf(sample: SampleCase & { readonly labels: Label[] | undefined }) {
  return {
    ...(sample.labels === undefined ? {} : { labels: labelArray(sample.labels, sample.dtype) }),
    ...(sample.weights === undefined ? {} : { sample_weight: floats(sample.weights) }),
  };
}

/** Where ours refuses on purpose what scikit-learn may accept. */
function departureOf(
  { weights, labels }: SampleCase & { readonly labels: Label[] | undefined },
): string | undefined {
  if (weights?.some((weight) => weight < 0)) return "a negative weight";
  if (labels && !labels.every(isLabel)) return "a chosen label that is no label";
  return undefined;
}

/** Where no prediction was right, scikit-learn prints even unweighted support as floats. */
function withWholeSupport(answer: Answer): Answer {
  if (answer.kind === "error") return answer;
  return { ...answer, value: String(answer.value).replace(/(\d+)\.0$/gm, "  $1") };
}

function reportDeparture({ labels }: { readonly labels: Label[] | undefined }) {
  if (labels?.length === 0) return "no label chosen";
  return labels && new Set(labels).size < labels.length ? "a label chosen twice" : undefined;
}

function numbersOf({ precision, recall, f1Score, support }: ClassScores): number[] {
  return [precision, recall, f1Score, support];
}

function warningsOf(answer: Answer): readonly string[] {
  return answer.kind === "value" ? answer.warnings : [];
}

/** Booleans as Python prints them. */
function boolNames({ labels, yTrue, yPred }: SampleCase & { labels: Label[] | undefined }) {
  const shown = labels ?? [false, true].filter((label) => [...yTrue, ...yPred].includes(label));
  return shown.map((label) => label ? "True" : "False");
}
