/**
 * Computes confusion matrices.
 *
 * @module
 */
import { CurveArgumentError } from "./errors.ts";
import { type Label, type LabelSequence, LabelTable } from "./labels.ts";
import { type NumberSequence, readWeights } from "./numbers.ts";
import { checkLength } from "./sequence.ts";
import type { CurveWarning } from "./warnings.ts";
import { checkCurveOptions } from "./check_options.ts";
import type { OptionKinds } from "../options.ts";
import { oneOf } from "../kinds.ts";

/**
 * Divisor of the counts of a confusion matrix: the sum of the row (`"true"`), of the column
 * (`"pred"`) or of the matrix (`"all"`).
 *
 * @example A matrix for each
 * ```ts
 * import { confusionMatrix, type Normalization } from "@runlog/sagemaker/curves";
 *
 * const normalizations: Normalization[] = ["true", "pred", "all"];
 * for (const normalize of normalizations) {
 *   console.log(confusionMatrix([0, 1, 1], [0, 1, 0], { normalize }).matrix);
 * }
 * ```
 */
export type Normalization = "true" | "pred" | "all";

/**
 * Options of {@linkcode confusionMatrix}.
 *
 * @example Two of three labels, as shares of each row
 * ```ts
 * import { confusionMatrix, type ConfusionMatrixOptions } from "@runlog/sagemaker/curves";
 *
 * const options: ConfusionMatrixOptions = { labels: ["cat", "dog"], normalize: "true" };
 * console.log(confusionMatrix(["cat", "dog", "cow"], ["cat", "cat", "dog"], options).matrix); // [[1, 0], [1, 0]]
 * ```
 */
export interface ConfusionMatrixOptions {
  /**
   * Labels of rows and columns, in this order: at least one, of which at least one is in `yTrue`.
   * Samples whose true or predicted label is not listed are omitted. If a label is listed twice,
   * its last row and column have the counts, and the others stay zero.
   *
   * @default every label in `yTrue` or `yPred`: numbers by size, strings by code point
   */
  readonly labels?: LabelSequence | undefined;
  /**
   * One weight per sample: finite, not negative, not all zero.
   *
   * @default 1 each
   */
  readonly sampleWeight?: NumberSequence | undefined;
  /**
   * Divides each count by the sum of its row (`"true"`), of its column (`"pred"`) or of the matrix
   * (`"all"`). 0/0 is 0.
   *
   * @default undefined: counts are not divided
   */
  readonly normalize?: Normalization | undefined;
}

/**
 * Counts of samples by true and predicted label.
 *
 * @example The share of right predictions
 * ```ts
 * import { type ConfusionMatrix, confusionMatrix } from "@runlog/sagemaker/curves";
 *
 * const { labels, matrix }: ConfusionMatrix = confusionMatrix([0, 1, 1, 2], [0, 1, 2, 2]);
 * const right = labels.reduce<number>((sum, _, index) => sum + (matrix[index]?.[index] ?? 0), 0);
 * console.log(right / 4); // 0.75
 * ```
 */
export interface ConfusionMatrix {
  /**
   * Labels of rows and columns. Whole numbers are numbers up to 2⁵³ and bigints beyond. Booleans
   * are numbers unless all labels are booleans.
   */
  readonly labels: readonly Label[];
  /** `matrix[i][j]`: samples of true label `i` that were predicted as label `j`. */
  readonly matrix: readonly (readonly number[])[];
  /** `single-label` if the matrix is 1×1. */
  readonly warnings: readonly CurveWarning[];
}

const ACTION = "Cannot compute confusion matrix";
const MOST_LABELS = 10_000;

const OPTIONS: OptionKinds<ConfusionMatrixOptions> = {
  labels: true,
  sampleWeight: true,
  normalize: oneOf("true", "pred", "all"),
};

/**
 * Counts the samples of each true label by predicted label, as scikit-learn's `confusion_matrix`
 * does.
 *
 * Time is linear in the samples. Memory is 12 bytes per sample and 8 bytes per cell.
 *
 * @param yTrue The true labels, at least one
 * @param yPred One predicted label per true label: labels, not probabilities
 * @returns The labels and the matrix, of whole numbers unless weights or `normalize` make them
 * fractions
 *
 * @throws {CurveArgumentError} If an argument is empty, of another length, or contains anything but
 * labels. Also if strings are mixed with other labels, or there are more than 10,000 labels. Also
 * if `labels` contains no label of `yTrue`, or a weight is negative (scikit-learn counts it).
 *
 * @example
 * ```ts
 * import { confusionMatrix } from "@runlog/sagemaker/curves";
 *
 * const { labels, matrix } = confusionMatrix(["cat", "ant", "cat"], ["ant", "ant", "cat"]);
 * console.log(labels); // ["ant", "cat"]
 * console.log(matrix); // [[1, 0], [1, 1]]
 * ```
 */
export function confusionMatrix(
  yTrue: LabelSequence,
  yPred: LabelSequence,
  options: ConfusionMatrixOptions = {},
): ConfusionMatrix {
  checkCurveOptions(ACTION, options, OPTIONS);
  const table = new LabelTable(ACTION);
  const trueCodes = table.encode("yTrue", yTrue);
  const trueLabels = table.size;
  const predictedCodes = table.encode("yPred", yPred);
  checkLength(ACTION, "yPred", predictedCodes.length, { of: "yTrue", length: trueCodes.length });
  const weights = readWeights(ACTION, options.sampleWeight, trueCodes.length);
  const { labels, codes } = chooseLabels(table, trueLabels, options.labels);
  const matrix = codes.map(() => new Array<number>(codes.length).fill(0));
  const rowOf = new Int32Array(table.size).fill(-1);
  codes.forEach((code, row) => {
    if (code >= 0) rowOf[code] = row;
  });
  for (let index = 0; index < trueCodes.length; index++) {
    const row = matrix[rowOf[trueCodes[index] ?? -1] ?? -1];
    const column = rowOf[predictedCodes[index] ?? -1] ?? -1;
    if (row === undefined || column < 0) continue;
    row[column] = (row[column] ?? 0) + (weights === undefined ? 1 : weights[index] ?? NaN);
  }
  return {
    labels,
    matrix: normalizeMatrix(matrix, options.normalize),
    warnings: labels.length === 1 ? [SINGLE_LABEL] : [],
  };
}

const SINGLE_LABEL: CurveWarning = {
  kind: "single-label",
  message: "The matrix has only one label. Pass all known labels in the `labels` option",
};

/**
 * Returns the labels of the rows, with their codes. Codes below `trueLabels` are those in `yTrue`.
 */
function chooseLabels(
  table: LabelTable,
  trueLabels: number,
  chosen: LabelSequence | undefined,
): { readonly labels: readonly Label[]; readonly codes: readonly number[] } {
  const located = chosen === undefined ? table.sorted() : table.locate("labels", chosen);
  if (!located.codes.some((code) => code >= 0 && code < trueLabels)) {
    throw new CurveArgumentError(ACTION, {
      argument: "labels",
      value: chosen,
      rule: "contain at least one of the labels in yTrue",
    });
  }
  if (located.codes.length > MOST_LABELS) {
    throw new CurveArgumentError(ACTION, {
      argument: chosen === undefined ? "yTrue" : "labels",
      value: located.codes.length,
      rule: `have at most ${MOST_LABELS.toLocaleString("en")} distinct labels`,
    });
  }
  return located;
}

function normalizeMatrix(
  matrix: readonly (readonly number[])[],
  normalize: Normalization | undefined,
): readonly (readonly number[])[] {
  switch (normalize) {
    case undefined:
      return matrix;
    case "true":
      return matrix.map((row) => divideRow(row, () => sum(row)));
    case "pred": {
      const totals = matrix.map((_, column) => sum(matrix.map((row) => row[column] ?? 0)));
      return matrix.map((row) => divideRow(row, (column) => totals[column] ?? 0));
    }
    case "all": {
      const total = sum(matrix.map(sum));
      return matrix.map((row) => divideRow(row, () => total));
    }
    default:
      throw new CurveArgumentError(ACTION, {
        argument: "normalize",
        value: normalize,
        rule: 'be "true", "pred", "all" or undefined',
      });
  }
}

function divideRow(row: readonly number[], divisor: (column: number) => number): number[] {
  return row.map((value, column) => value === 0 ? 0 : value / divisor(column));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
