/**
 * Samples of one class against the rest: what precision-recall, ROC and DET curves are computed
 * from. Browser-safe.
 *
 * @module
 */
import { CurveArgumentError, shownSet } from "./errors.ts";
import { type Label, type LabelSequence, LabelTable } from "./labels.ts";
import { type NumberSequence, readFiniteNumbers, readWeights } from "./numbers.ts";
import { checkLength } from "./sequence.ts";

/** Checked samples, of which those of one code are positive. */
export interface BinarySamples {
  /** A code a sample. */
  readonly codes: Uint32Array;
  /** The code of the positive samples; {@linkcode NOBODY} if there are none. */
  readonly positiveCode: number;
  /** A finite score a sample. */
  readonly scores: Float64Array;
  /** A weight a sample: finite, not negative, not all zero. Undefined means 1 each. */
  readonly weights: Float64Array | undefined;
}

/** A code that no sample has. */
export const NOBODY = -1;

/** Options that every curve of scores takes. */
export interface BinaryOptions {
  /**
   * The label of the positive class; all other labels are the negative class.
   *
   * @default 1, if the labels are `{0, 1}`, `{-1, 1}` or one of `0`, `-1`, `1` alone. Booleans count
   * as 0 and 1. All other labels need it.
   */
  readonly positiveLabel?: Label | undefined;
  /**
   * A weight a sample: finite, not negative, not all zero. Samples of weight 0 make no threshold.
   *
   * @default 1 each
   */
  readonly sampleWeight?: NumberSequence | undefined;
}

/** Reads and checks the arguments of a curve. `labelCount`: the distinct labels in `yTrue`. */
export function readBinarySamples(
  action: string,
  yTrue: LabelSequence,
  scores: NumberSequence,
  options: BinaryOptions,
): BinarySamples & { readonly labelCount: number } {
  const table = new LabelTable(action);
  const codes = table.encode("yTrue", yTrue);
  const positiveCode = findPositive(action, table, options.positiveLabel);
  const values = readFiniteNumbers(action, "scores", scores);
  checkLength(action, "scores", values.length, { of: "yTrue", length: codes.length });
  const weights = readWeights(action, options.sampleWeight, codes.length);
  return { codes, positiveCode, scores: values, weights, labelCount: table.size };
}

/** The code of the positive label, given or inferred by scikit-learn's rule. */
export function findPositive(
  action: string,
  table: LabelTable,
  positiveLabel: Label | undefined,
): number {
  const argument = "options.positiveLabel";
  if (positiveLabel === undefined && !hasConventionalLabels(table)) {
    throw new CurveArgumentError(action, {
      argument,
      value: undefined,
      rule: `be given unless yTrue holds {0, 1} or {-1, 1}; it holds ${shownSet(table.labels)}`,
    });
  }
  const code = table.find(argument, positiveLabel ?? 1);
  if (code === undefined && table.size > 1 && positiveLabel !== undefined) {
    throw new CurveArgumentError(action, {
      argument,
      value: positiveLabel,
      rule: `be one of the labels in yTrue, ${shownSet(table.labels)}`,
    });
  }
  return code ?? NOBODY;
}

function hasConventionalLabels(table: LabelTable): boolean {
  const labels = table.labels.map((label) => typeof label === "boolean" ? Number(label) : label);
  const [first, second] = labels.sort();
  if (labels.length === 1) return first === 0 || first === 1 || first === -1;
  return labels.length === 2 && second === 1 && (first === 0 || first === -1);
}
