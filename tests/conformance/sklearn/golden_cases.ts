/** Inputs of the golden cases: small, and one for every rule that a reader may want to see. */
import type { Label } from "../../../src/curves.ts";

/** One call, by the name of our function and the options of scikit-learn's. */
export interface GoldenInput {
  readonly name: string;
  readonly call: GoldenCall;
  readonly yTrue: readonly Label[];
  /** Scores, probabilities or predicted labels; of several classes, the rows of scores end to end. */
  readonly other: readonly Label[];
  readonly positiveLabel?: Label;
  readonly sampleWeight?: readonly number[];
  readonly dropIntermediate?: boolean;
  readonly labels?: readonly Label[];
  readonly normalize?: "true" | "pred" | "all";
  readonly bins?: number;
  readonly strategy?: "uniform" | "quantile";
}

/** Our functions that have golden cases. */
export type GoldenCall =
  | "precisionRecallCurve"
  | "averagePrecision"
  | "rocCurve"
  | "detCurve"
  | "confusionMatrix"
  | "classificationReport"
  | "calibrationCurve"
  | "oneVsRestRocCurves"
  | "oneVsRestPrecisionRecallCurves";

/** Samples that every curve of scores is computed from. */
const SCORED: readonly Omit<GoldenInput, "call">[] = [
  { name: "four samples", yTrue: [0, 0, 1, 1], other: [0.1, 0.4, 0.35, 0.8] },
  { name: "one sample", yTrue: [1], other: [0.5] },
  { name: "equal scores", yTrue: [1, 0, 0, 1, 0], other: [0.5, 0.5, 0.5, 0.5, 0.5] },
  {
    name: "tied scores",
    yTrue: [1, 0, 1, 1, 0, 0, 1, 0],
    other: [0.9, 0.9, 0.7, 0.7, 0.7, 0.2, 0.2, 0.1],
  },
  { name: "zeros of both signs are one score", yTrue: [0, 1, 1], other: [0, -0, 1] },
  {
    name: "zeros of both signs of one class are one score",
    yTrue: [1, 1, 1, 1, 1, 0],
    other: [-0, -0, -0, -1, 0, 0.5],
  },
  {
    name: "neighboring doubles are two scores",
    yTrue: [0, 1, 0, 1],
    other: [0.1, 0.1 + 2 ** -56, 5e-324, -5e-324],
  },
  { name: "negative scores", yTrue: [-1, 1, -1, 1, 1], other: [-3.5, 2, -1e300, -2, 1e300] },
  { name: "a perfect ranking", yTrue: [0, 0, 0, 1, 1, 1], other: [1, 2, 3, 4, 5, 6] },
  { name: "an inverted ranking", yTrue: [1, 1, 1, 0, 0, 0], other: [1, 2, 3, 4, 5, 6] },
  { name: "no positives", yTrue: [0, 0, 0], other: [0.1, 0.2, 0.2] },
  { name: "no negatives", yTrue: [1, 1, 1], other: [0.1, 0.2, 0.2] },
  { name: "booleans", yTrue: [true, false, true], other: [0.3, 0.6, 0.9] },
  {
    name: "strings",
    yTrue: ["ham", "spam", "ham", "spam"],
    other: [0.1, 0.4, 0.35, 0.8],
    positiveLabel: "spam",
  },
  { name: "strings without a positive label", yTrue: ["a", "b"], other: [0.1, 0.4] },
  { name: "labels 1 and 2 without a positive label", yTrue: [1, 2, 2], other: [0.9, 0.4, 0.2] },
  { name: "labels 1 and 2", yTrue: [1, 2, 2], other: [0.9, 0.4, 0.2], positiveLabel: 2 },
  {
    name: "weights",
    yTrue: [0, 1, 1, 0, 1],
    other: [0.2, 0.2, 0.5, 0.7, 0.9],
    sampleWeight: [0.5, 1, 2.25, 0.125, 3],
  },
  {
    name: "samples without weight make no threshold",
    yTrue: [0, 1, 1, 0],
    other: [0.2, 0.4, 0.6, 0.8],
    sampleWeight: [1, 0, 2, 1],
  },
  { name: "weights that are all zero", yTrue: [0, 1], other: [0.2, 0.4], sampleWeight: [0, 0] },
  { name: "a score that is not a number", yTrue: [0, 1], other: [0.2, NaN] },
  { name: "an infinite score", yTrue: [0, 1], other: [0.2, Infinity] },
  { name: "unequal lengths", yTrue: [0, 1, 1], other: [0.2, 0.4] },
  { name: "no samples", yTrue: [], other: [] },
  { name: "fractions for labels", yTrue: [0.5, 1], other: [0.2, 0.4] },
  {
    name: "points in between",
    yTrue: [1, 1, 1, 0, 0, 1, 0, 0, 0, 1],
    other: [1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1],
    dropIntermediate: true,
  },
  {
    name: "points in between, kept",
    yTrue: [1, 1, 1, 0, 0, 1, 0, 0, 0, 1],
    other: [1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1],
    dropIntermediate: false,
  },
];

/** Samples that confusion matrices and reports are counted from. */
const PREDICTED: readonly Omit<GoldenInput, "call">[] = [
  { name: "three classes", yTrue: [2, 0, 2, 2, 0, 1], other: [0, 0, 2, 2, 0, 2] },
  { name: "numbers sort by size", yTrue: [10, 9, 2, -3], other: [9, 9, 2, 10] },
  {
    name: "strings sort by code point",
    yTrue: ["10", "9", "z", "é", "B", "a", "\uff5e", "\u{1f600}"],
    other: ["9", "9", "é", "é", "a", "a", "\u{1f600}", "\uff5e"],
  },
  { name: "booleans", yTrue: [true, false, true], other: [true, true, false] },
  {
    name: "names of object members",
    yTrue: ["__proto__", "constructor"],
    other: ["constructor", "constructor"],
  },
  { name: "one label", yTrue: [1, 1], other: [1, 1] },
  { name: "chosen labels", yTrue: [0, 1, 2, 1], other: [0, 2, 2, 1], labels: [2, 7, 1] },
  {
    name: "weights",
    yTrue: ["a", "b", "b", "c"],
    other: ["b", "b", "a", "c"],
    sampleWeight: [0.5, 2, 0.25, 0],
  },
  { name: "probabilities for predictions", yTrue: [0, 1], other: [0.2, 0.9] },
  { name: "unequal lengths", yTrue: [0, 1, 1], other: [0, 1] },
  { name: "no samples", yTrue: [], other: [] },
];

const MATRICES: readonly Omit<GoldenInput, "call">[] = [
  { name: "no chosen label", yTrue: [0, 1], other: [0, 1], labels: [] },
  { name: "chosen labels that yTrue has not", yTrue: [0, 1], other: [0, 2], labels: [2, 3] },
  { name: "a label chosen twice", yTrue: [0, 1, 2, 1], other: [0, 2, 2, 1], labels: [2, 1, 2] },
];

const NORMALIZED: readonly Omit<GoldenInput, "call">[] = (["true", "pred", "all"] as const).map(
  (normalize) => ({
    name: `three classes, normalized by ${normalize}`,
    yTrue: [2, 0, 2, 2, 0, 3],
    other: [0, 0, 2, 2, 0, 2],
    normalize,
  }),
);

const PROBABILITIES: readonly Omit<GoldenInput, "call">[] = [
  {
    name: "three bins",
    yTrue: [0, 0, 0, 0, 1, 1, 1, 1, 1],
    other: [0.1, 0.2, 0.3, 0.4, 0.65, 0.7, 0.8, 0.9, 1],
    bins: 3,
  },
  {
    name: "an edge belongs to the lower bin",
    yTrue: [0, 1, 0, 1, 1, 0],
    other: [0, 0.2, 0.4, 0.6, 0.6000000000000001, 1],
  },
  {
    name: "quantiles",
    yTrue: [0, 1, 0, 1, 1, 0, 1],
    other: [0.05, 0.1, 0.1, 0.35, 0.5, 0.65, 0.99],
    bins: 4,
    strategy: "quantile",
  },
  {
    name: "quantiles that rounding puts beside a probability",
    yTrue: [0, 1, 1, 0],
    other: [0.17, 0.2, 0.27, 0.39],
    bins: 3,
    strategy: "quantile",
  },
  { name: "strings", yTrue: ["no", "yes"], other: [0.2, 0.9], positiveLabel: "yes", bins: 2 },
  { name: "a probability above 1", yTrue: [0, 1], other: [0.2, 1.5] },
];

/** Samples of several classes: the areas of each class, of all scores pooled, and their mean. */
const CLASSES: readonly (Omit<GoldenInput, "call"> & { readonly labels: readonly Label[] })[] = [
  {
    name: "three classes",
    yTrue: [0, 1, 2, 1, 2],
    other: [0.7, 0.2, 0.1, 0.3, 0.5, 0.2, 0.1, 0.5, 0.4, 0.4, 0.35, 0.25, 0.2, 0.1, 0.7],
    labels: [0, 1, 2],
  },
  {
    name: "tied scores, columns in an order of their own",
    yTrue: [10, 20, 30, 20, 10, 30],
    other: [
      0.5,
      0.5,
      0.5,
      0.2,
      0.5,
      0.5,
      0.2,
      0.2,
      0.9,
      0.2,
      0.9,
      0.5,
      0.9,
      0.5,
      0.2,
      0.2,
      0.2,
      0.5,
    ],
    labels: [30, 10, 20],
  },
  {
    name: "weights",
    yTrue: [0, 1, 2, 1],
    other: [0.7, 0.2, 0.1, 0.6, 0.3, 0.1, 0.2, 0.2, 0.6, 0.1, 0.8, 0.1],
    labels: [0, 1, 2],
    sampleWeight: [0.5, 2, 1, 0.25],
  },
  {
    name: "a class that no sample has",
    yTrue: [0, 1, 1],
    other: [0.7, 0.2, 0.1, 0.3, 0.5, 0.2, 0.1, 0.8, 0.1],
    labels: [0, 1, 2],
  },
  {
    name: "a score that is not a number",
    yTrue: [0, 1],
    other: [0.7, NaN, 0.4, 0.6],
    labels: [0, 1],
  },
];

/** Every golden case. */
export const GOLDEN_INPUTS: readonly GoldenInput[] = [
  ...(["precisionRecallCurve", "averagePrecision", "rocCurve", "detCurve"] as const)
    .flatMap((call) => SCORED.map((input) => ({ call, ...input }))),
  ...[...PREDICTED, ...MATRICES, ...NORMALIZED].map((input) => ({
    call: "confusionMatrix" as const,
    ...input,
  })),
  ...PREDICTED.map((input) => ({ call: "classificationReport" as const, ...input })),
  ...PROBABILITIES.map((input) => ({ call: "calibrationCurve" as const, ...input })),
  ...(["oneVsRestRocCurves", "oneVsRestPrecisionRecallCurves"] as const)
    .flatMap((call) => CLASSES.map((input) => ({ call, ...input }))),
];
