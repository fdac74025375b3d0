/**
 * Defines the warnings of results, as data.
 *
 * @module
 */

/**
 * The reason why part of a result is defined but meaningless:
 *
 * - `no-positives`: no sample of the positive class has weight
 * - `no-negatives`: no sample of another class has weight
 * - `single-label`: a confusion matrix of one label
 * - `undefined-score`: a precision, recall or F1 score of a report is 0/0
 *
 * @example Whether a ROC curve lacks a class
 * ```ts
 * import { type CurveWarningKind, rocCurve } from "@runlog/sagemaker/curves";
 *
 * const missing: CurveWarningKind[] = ["no-positives", "no-negatives"];
 * const { warnings } = rocCurve([0, 0], [0.1, 0.2]);
 * console.log(warnings.some(({ kind }) => missing.includes(kind))); // true
 * ```
 */
export type CurveWarningKind =
  | "no-positives"
  | "no-negatives"
  | "single-label"
  | "undefined-score";

/**
 * A warning that is part of a result. Nothing is ever written to the console.
 *
 * @example All warnings
 * ```ts
 * import { type CurveWarning, precisionRecallCurve } from "@runlog/sagemaker/curves";
 *
 * const warnings: readonly CurveWarning[] = precisionRecallCurve([0, 0], [0.1, 0.2]).warnings;
 * for (const { kind, message } of warnings) console.warn(`${kind}: ${message}`);
 * ```
 */
export interface CurveWarning {
  /** Kind of the warning, for programs. */
  readonly kind: CurveWarningKind;
  /** Text of the warning, for people. */
  readonly message: string;
}
