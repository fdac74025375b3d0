/**
 * Reads samples of several classes as binary problems: each class against the rest, and all of them
 * pooled.
 *
 * @module
 */
import { type BinarySamples, NOBODY } from "./binary.ts";
import { CurveArgumentError, shownSet } from "./errors.ts";
import { type Label, type LabelSequence, LabelTable } from "./labels.ts";
import { type NumberSequence, readWeights } from "./numbers.ts";
import { readScoreMatrix, type ScoreMatrix } from "./score_matrix.ts";
import type { OptionKinds } from "../options.ts";
import { checkCurveOptions } from "./check_options.ts";
import { FLAG } from "../kinds.ts";

/**
 * Options of {@linkcode oneVsRestRocCurves} and {@linkcode oneVsRestPrecisionRecallCurves}.
 *
 * @example Columns in a custom order
 * ```ts
 * import { oneVsRestRocCurves, type OneVsRestOptions } from "@runlog/sagemaker/curves";
 *
 * const options: OneVsRestOptions = { labels: ["dog", "cat"] };
 * const { classes } = oneVsRestRocCurves(["cat", "dog"], [[0.2, 0.8], [0.7, 0.3]], options);
 * console.log(classes.map(({ label }) => label)); // ["dog", "cat"]
 * ```
 */
export interface OneVsRestOptions {
  /**
   * Label of each column of scores, in the columns' order: two or more, no label twice, and all
   * labels of `yTrue`.
   *
   * @default the labels in `yTrue`: numbers by size, strings by code point
   */
  readonly labels?: LabelSequence | undefined;
  /**
   * One weight per sample: finite, not negative, not all zero.
   *
   * @default 1 each
   */
  readonly sampleWeight?: NumberSequence | undefined;
  /**
   * Whether to omit points that the drawn curves do not need.
   *
   * @default true for ROC, false for precision-recall, as in the binary functions
   */
  readonly dropIntermediate?: boolean | undefined;
}

/** Checked samples of several classes. */
export interface ClassSamples {
  /** The classes, each with one column of scores. */
  readonly labels: readonly Label[];
  /** Code of each class; {@linkcode NOBODY} for a class that no sample has. */
  readonly classCodes: readonly number[];
  /** One code per sample. */
  readonly codes: Uint32Array;
  /** One row of scores per sample, one after another. */
  readonly scores: Float64Array;
  /** One weight per sample. */
  readonly weights: Float64Array | undefined;
}

const OPTIONS: OptionKinds<OneVsRestOptions> = {
  labels: true,
  sampleWeight: true,
  dropIntermediate: FLAG,
};

/** Reads and checks the arguments of the curves of several classes. */
export function readClassSamples(
  action: string,
  yTrue: LabelSequence,
  scores: ScoreMatrix,
  options: OneVsRestOptions,
): ClassSamples {
  checkCurveOptions(action, options, OPTIONS);
  const table = new LabelTable(action);
  const codes = table.encode("yTrue", yTrue);
  const { labels, codes: classCodes } = options.labels === undefined
    ? table.sorted()
    : table.locateDistinct("labels", options.labels);
  checkClasses(action, table, labels, classCodes);
  const matrix = readScoreMatrix(action, scores, codes.length, labels.length);
  const weights = readWeights(action, options.sampleWeight, codes.length);
  return { labels, classCodes, codes, scores: matrix, weights };
}

/** Returns the samples of one class against the rest, from its column of scores. */
export function samplesOfClass(samples: ClassSamples, column: number): BinarySamples {
  const { labels, classCodes, codes, scores, weights } = samples;
  const columnScores = new Float64Array(codes.length)
    .map((_, row) => scores[row * labels.length + column] ?? NaN);
  return { codes, positiveCode: classCodes[column] ?? NOBODY, scores: columnScores, weights };
}

/** Returns every score as a sample of its own, positive in the column of its true class. */
export function pooledSamples(samples: ClassSamples): BinarySamples {
  const { classCodes, codes, scores, weights } = samples;
  const columns = classCodes.length;
  const columnOf = new Map(classCodes.map((code, column) => [code, column]));
  const isPositive = new Uint32Array(scores.length);
  codes.forEach((code, row) => {
    isPositive[row * columns + (columnOf.get(code) ?? 0)] = 1;
  });
  const pooledWeights = weights &&
    new Float64Array(scores.length).map((_, index) => weights[Math.floor(index / columns)] ?? NaN);
  return { codes: isPositive, positiveCode: 1, scores, weights: pooledWeights };
}

function checkClasses(
  action: string,
  table: LabelTable,
  labels: readonly Label[],
  classCodes: readonly number[],
): void {
  const refuse = (value: unknown, rule: string) => {
    throw new CurveArgumentError(action, { argument: "labels", value, rule });
  };
  if (labels.length < 2) refuse(labels, "have two labels or more");
  const chosen = new Set(classCodes);
  const missing = table.labels.filter((_, code) => !chosen.has(code));
  if (missing.length > 0) {
    refuse(labels, `contain every label in yTrue, including ${shownSet(missing)}`);
  }
}
