/**
 * The one error of the curves: an argument that breaks a rule. Browser-safe.
 *
 * @module
 */
import { RunlogError } from "../errors.ts";

/**
 * What {@linkcode CurveArgumentError} knows of the argument it refuses.
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
  /** Position of the refused value, where the argument is a sequence and one value is to blame. */
  readonly index?: number | undefined;
  /** The value that was refused. */
  readonly value: unknown;
  /** The rule it breaks, as a phrase that follows "must". */
  readonly rule: string;
}

/**
 * An argument that a curve cannot be computed from. `isRunlogError` of `@runlog/sagemaker` knows it
 * as one of the library's errors. It does not cover results that are defined but meaningless, such
 * as a ROC curve of one class: those come back with entries in their `warnings`.
 *
 * @example The facts of a refused score
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
  /** Always `CurveArgumentError`. */
  override name = "CurveArgumentError";

  /**
   * The argument as the caller writes it, without the parameter that holds the options: `"scores"`,
   * `"positiveLabel"`.
   */
  readonly argument: string;
  /** Position of the refused value in the argument; undefined where no single value is to blame. */
  readonly index: number | undefined;
  /** The value that was refused. */
  readonly value: unknown;
  /** The rule it breaks, as a phrase that follows "must". */
  readonly rule: string;

  /**
   * Made where it happens.
   *
   * @param action What could not be done: `Cannot compute ROC curve`
   * @param facts The argument, its value and the rule it breaks
   */
  constructor(action: string, facts: CurveArgumentFacts) {
    const where = facts.index === undefined ? facts.argument : `${facts.argument}[${facts.index}]`;
    super(`${action}: ${where} must ${facts.rule}, got ${shown(facts.value)}`);
    this.argument = facts.argument;
    this.index = facts.index;
    this.value = facts.value;
    this.rule = facts.rule;
  }
}

/** Labels as a message shows them: `{"cat", "dog", …}`, no more than five. */
export function shownSet(labels: readonly unknown[]): string {
  const few = labels.slice(0, 5).map(shown);
  return `{${[...few, ...(labels.length > few.length ? ["…"] : [])].join(", ")}}`;
}

function shown(value: unknown): string {
  if (typeof value === "string") {
    return JSON.stringify(value.length <= 80 ? value : `${value.slice(0, 80)}…`);
  }
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "function") return "a function";
  if (typeof value === "object" && value !== null) {
    return Array.isArray(value) ? "an array" : "an object";
  }
  return Object.is(value, -0) ? "-0" : String(value);
}
