/**
 * Defines the error of the curves: an argument that breaks a rule.
 *
 * @module
 */
import { RunlogError, shown } from "../errors.ts";

/**
 * The facts of a {@linkcode CurveArgumentError}: the invalid argument and the broken rule.
 *
 * @example An error of your own function over curves
 * ```ts
 * import { CurveArgumentError, type CurveArgumentFacts } from "@runlog/sagemaker/curves";
 *
 * const facts: CurveArgumentFacts = { argument: "folds", value: 0, rule: "be 1 or more" };
 * console.log(new CurveArgumentError("Cannot average curves", facts).message);
 * ```
 */
export interface CurveArgumentFacts {
  /**
   * The argument as the caller writes it, without the parameter that holds the options: `"scores"`,
   * `"positiveLabel"`.
   */
  readonly argument: string;
  /** Position of the invalid value, if the argument is a sequence and a single value is invalid. */
  readonly index?: number | undefined;
  /** The invalid value. */
  readonly value: unknown;
  /** The broken rule, as a phrase that follows "must". */
  readonly rule: string;
}

/**
 * An argument from which a curve cannot be computed. `isRunlogError` of `@runlog/sagemaker`
 * recognizes it as one of the library's errors. It does not cover results that are defined but
 * meaningless, such as a ROC curve of one class. Those results have entries in their `warnings`.
 *
 * @example The facts of an invalid score
 * ```ts
 * import { CurveArgumentError, rocCurve } from "@runlog/sagemaker/curves";
 *
 * try {
 *   rocCurve([0, 1, 1], [0.1, NaN, 0.7]);
 * } catch (error) {
 *   if (!(error instanceof CurveArgumentError)) throw error;
 *   console.log(error.argument, error.index, error.rule); // "scores" 1 "be a finite number"
 * }
 * ```
 */
export class CurveArgumentError extends RunlogError {
  /** The error's name. */
  override name = "CurveArgumentError";

  /**
   * The argument as the caller writes it, without the parameter that holds the options: `"scores"`,
   * `"positiveLabel"`.
   */
  readonly argument: string;
  /** Position of the invalid value in the argument; undefined if no single value is invalid. */
  readonly index: number | undefined;
  /** The invalid value. */
  readonly value: unknown;
  /** The broken rule, as a phrase that follows "must". */
  readonly rule: string;

  /**
   * Creates the error from the facts.
   *
   * @param action The failed action, such as `Cannot compute ROC curve`
   * @param facts The argument, its value and the broken rule
   * @param options Options of `Error`; `cause` is the underlying error
   */
  constructor(action: string, facts: CurveArgumentFacts, options?: ErrorOptions) {
    const where = facts.index === undefined ? facts.argument : `${facts.argument}[${facts.index}]`;
    super(`${action}: ${where} must ${facts.rule}, got ${shown(facts.value)}`, options);
    this.argument = facts.argument;
    this.index = facts.index;
    this.value = facts.value;
    this.rule = facts.rule;
  }
}

/** Formats labels for a message, at most five: `{"cat", "dog", …}`. */
export function shownSet(labels: readonly unknown[]): string {
  const few = labels.slice(0, 5).map(shown);
  return `{${[...few, ...(labels.length > few.length ? ["…"] : [])].join(", ")}}`;
}
