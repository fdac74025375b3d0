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

/** Reads a condition; undefined when the text is none. Its time is linear in the text. */
export function parseCondition(text: string): TypedCondition | undefined {
  const signs = /!=|<=|>=|[=<>~]/g;
  // A property has a letter at least.
  signs.lastIndex = 1;
  const found = signs.exec(text);
  const comparison = COMPARISONS.get(found?.[0] ?? "");
  if (!found || comparison === undefined) return undefined;
  const value = text.slice(signs.lastIndex).trimStart();
  return { property: text.slice(0, found.index).trimEnd(), comparison, value };
}
