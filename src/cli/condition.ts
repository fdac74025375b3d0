/**
 * How a condition is typed: `metrics.loss.min<0.3`, `parameters.optimizer=adam`. Pure.
 *
 * @module
 */

/** How a property is compared. */
export type Comparison = "eq" | "ne" | "lt" | "lte" | "gt" | "gte" | "contains";

/** A condition as it was typed. */
export interface TypedCondition {
  /** What is compared. */
  readonly property: string;
  /** How. */
  readonly comparison: Comparison;
  /** With what. */
  readonly value: string;
}

const COMPARISONS: ReadonlyMap<string, Comparison> = new Map([
  ["=", "eq"],
  ["!=", "ne"],
  ["<", "lt"],
  ["<=", "lte"],
  [">", "gt"],
  [">=", "gte"],
  ["~", "contains"],
]);

/** Reads a condition; undefined when the text is none. */
export function parseCondition(text: string): TypedCondition | undefined {
  const [, property, sign = "", value = ""] = /^(.+?)\s*(!=|<=|>=|=|<|>|~)\s*(.*)$/s.exec(text) ??
    [];
  const comparison = COMPARISONS.get(sign);
  if (property === undefined || comparison === undefined) return undefined;
  return { property, comparison, value };
}
