/**
 * Reads samples of one class against the rest, the input of precision-recall, ROC and DET curves.
 *
 * @module
 */
import { CurveArgumentError, shownSet } from "./errors.ts";
import { type Label, type LabelSequence, LabelTable } from "./labels.ts";
import { type NumberSequence, readFiniteNumbers, readWeights } from "./numbers.ts";
import { checkLength } from "./sequence.ts";
import type { OptionKinds } from "../options.ts";

/** Checked samples. Those with one code are positive. */
export interface BinarySamples {
  /** One code per sample. */
  readonly codes: Uint32Array;
  /** Code of the positive samples; {@linkcode NOBODY} if there are no positive samples. */
  readonly positiveCode: number;
  /** One finite score per sample. */
  readonly scores: Float64Array;
  /** One weight per sample: finite, not negative, not all zero. Undefined means 1 each. */
  readonly weights: Float64Array | undefined;
}

/** A code that no sample has. */
export const NOBODY = -1;

/**
 * Options of every curve that is computed from scores.
 *
 * @example A rare class that counts ten times
 * ```ts
 * import { averagePrecision, type BinaryOptions } from "@runlog/sagemaker/curves";
 *
 * const yTrue = ["ham", "spam", "ham"];
 * const options: BinaryOptions = {
 *   positiveLabel: "spam",
 *   sampleWeight: yTrue.map((label) => label === "spam" ? 10 : 1),
 * };
 * console.log(averagePrecision(yTrue, [0.5, 0.4, 0.3], options)); // 0.909
 * ```
 */
export interface BinaryOptions {
  /**
   * Label of the positive class. All other labels are the negative class.
   *
   * @default 1, if the labels are `{0, 1}`, `{-1, 1}` or one of `0`, `-1`, `1` alone. Booleans
   * count as 0 and 1. With any other labels, this option is required.
   */
  readonly positiveLabel?: Label | undefined;
  /**
   * One weight per sample: finite, not negative, not all zero. Samples of weight 0 add no
   * threshold.
   *
   * @default 1 each
   */
  readonly sampleWeight?: NumberSequence | undefined;
}

/** Finds the code of the positive label among the labels in `yTrue`. */
export type PositiveRule = (
  action: string,
  table: LabelTable,
  positiveLabel: Label | undefined,
) => number;

/** Names of {@linkcode BinaryOptions}. */
export const BINARY_OPTIONS: OptionKinds<BinaryOptions> = {
  positiveLabel: true,
  sampleWeight: true,
};

/**
 * Reads and checks the arguments of a curve. `labelCount` is the number of distinct labels in
 * `yTrue`.
 */
export function readBinarySamples(
  action: string,
  yTrue: LabelSequence,
  scores: NumberSequence,
  options: BinaryOptions,
  positiveRule: PositiveRule = inferPositive,
): BinarySamples & { readonly labelCount: number } {
  const table = new LabelTable(action);
  const codes = table.encode("yTrue", yTrue);
  const positiveCode = positiveRule(action, table, options.positiveLabel);
  const values = readFiniteNumbers(action, "scores", scores);
  checkLength(action, "scores", values.length, { of: "yTrue", length: codes.length });
  const weights = readWeights(action, options.sampleWeight, codes.length);
  return { codes, positiveCode, scores: values, weights, labelCount: table.size };
}

/** Returns the code of the given positive label, or of 1 if the labels are the usual ones. */
export function inferPositive(
  action: string,
  table: LabelTable,
  positiveLabel: Label | undefined,
): number {
  if (positiveLabel !== undefined) return findPositive(action, table, positiveLabel);
  if (hasUsualLabels(table)) return table.find(POSITIVE_LABEL, 1) ?? NOBODY;
  throw new CurveArgumentError(action, {
    argument: POSITIVE_LABEL,
    value: undefined,
    rule: `be given unless yTrue has the labels {0, 1} or {-1, 1}; it has ${
      shownSet(table.labels)
    }`,
  });
}

/** Finds the code of a label, which must be in the table unless the table has only one label. */
export function findPositive(action: string, table: LabelTable, positiveLabel: Label): number {
  const code = table.find(POSITIVE_LABEL, positiveLabel);
  if (code !== undefined) return code;
  if (table.size === 1) return NOBODY;
  throw new CurveArgumentError(action, {
    argument: POSITIVE_LABEL,
    value: positiveLabel,
    rule: `be one of the labels in yTrue, ${shownSet(table.labels)}`,
  });
}

const POSITIVE_LABEL = "positiveLabel";

function hasUsualLabels(table: LabelTable): boolean {
  const has = (label: number) => table.find("yTrue", label) !== undefined;
  if (table.size === 1) return has(0) || has(1) || has(-1);
  return table.size === 2 && has(1) && (has(0) || has(-1));
}
