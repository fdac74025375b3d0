/**
 * What a result has to say about itself, as data. Browser-safe.
 *
 * @module
 */

/**
 * Why part of a result is meaningless although it is defined:
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
 * A result's remark about itself. Nothing is ever written to the console.
 *
 * @example All remarks
 * ```ts
 * import { type CurveWarning, precisionRecallCurve } from "@runlog/sagemaker/curves";
 *
 * const warnings: readonly CurveWarning[] = precisionRecallCurve([0, 0], [0.1, 0.2]).warnings;
 * for (const { kind, message } of warnings) console.warn(`${kind}: ${message}`);
 * ```
 */
export interface CurveWarning {
  /** Which remark, for programs. */
  readonly kind: CurveWarningKind;
  /** The remark, for people. */
  readonly message: string;
}
