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
 */
export type CurveWarningKind =
  | "no-positives"
  | "no-negatives"
  | "single-label"
  | "undefined-score";

/** A result's remark about itself. Nothing is ever written to the console. */
export interface CurveWarning {
  /** Which remark, for programs. */
  readonly kind: CurveWarningKind;
  /** The remark, for people. */
  readonly message: string;
}
