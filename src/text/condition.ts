/**
 * Defines conditions on runs and decides which runs meet them. The command line, the viewer's page
 * and `searchRuns` all use this evaluator. Pure.
 *
 * Comparisons follow AWS Search:
 *
 * - Text comparisons are case-sensitive. A number equals decimal text of the same value: `1e-3`
 *   finds the number 0.001 and the text `1e-3`. Names of runs are also compared in lower case,
 *   which is how runlog stores them.
 * - Only numbers and times can be less or greater; only text can contain text.
 * - `ne` also matches a run without the property.
 * - Words are case-insensitive. They are searched for in the name, display name, status,
 *   description, notes, tag values and text parameters.
 *
 * @module
 */
import type { Property } from "./property.ts";
import { type DescribedRun, type RunValue, titleOf, valueOf } from "./run_values.ts";
import { readInstant, readNumber } from "./values.ts";

/** An operator that compares a property with a value. */
export type ValueComparison = "eq" | "ne" | "lt" | "lte" | "gt" | "gte" | "contains";

/** A property compared with a value, given as text in the form that Search accepts. */
export interface Compared {
  readonly kind: "compared";
  readonly property: Property;
  readonly comparison: ValueComparison;
  readonly value: string;
}

/** A condition that some runs meet. */
export type RunCondition =
  | Compared
  | { readonly kind: "exists"; readonly property: Property; readonly exists: boolean }
  | { readonly kind: "word"; readonly word: string }
  | { readonly kind: "all" | "any"; readonly of: readonly RunCondition[] };

/** Compares a name both as typed and in lower case, which is how runlog stores it. */
export function compareName(
  property: Property,
  comparison: ValueComparison,
  name: string,
): RunCondition {
  const of = [...new Set([name, name.toLowerCase()])].map((value): Compared => ({
    kind: "compared",
    property,
    comparison,
    value,
  }));
  return { kind: comparison === "ne" ? "all" : "any", of };
}

/** Whether a run meets a condition. */
export function meets(run: DescribedRun, condition: RunCondition): boolean {
  switch (condition.kind) {
    case "all":
      return condition.of.every((one) => meets(run, one));
    case "any":
      return condition.of.some((one) => meets(run, one));
    case "word":
      return containsWord(run, condition.word);
    case "exists":
      return (valueOf(run, condition.property) !== undefined) === condition.exists;
    case "compared":
      return holds(valueOf(run, condition.property), condition);
  }
}

function holds(
  found: RunValue | undefined,
  { property, comparison, value }: Compared,
): boolean {
  if (comparison === "ne") return !isEqual(found, property, value);
  if (comparison === "eq") return isEqual(found, property, value);
  if (comparison === "contains") return typeof found === "string" && found.includes(value);
  const wanted = numberIn(property, value);
  if (typeof found !== "number" || wanted === undefined) return false;
  switch (comparison) {
    case "lt":
      return found < wanted;
    case "lte":
      return found <= wanted;
    case "gt":
      return found > wanted;
    case "gte":
      return found >= wanted;
  }
}

function isEqual(found: RunValue | undefined, property: Property, value: string): boolean {
  return typeof found === "number" ? found === numberIn(property, value) : found === value;
}

function numberIn(property: Property, value: string): number | undefined {
  const isTime = property.kind === "own" && property.type === "time";
  return isTime ? readInstant(value) : readNumber(value);
}

function containsWord(run: DescribedRun, word: string): boolean {
  const { runName, displayName = "", status = "", description = "", notes = "" } = run;
  const wanted = word.toLowerCase();
  const holds = (text: unknown): boolean =>
    typeof text === "string" && text.toLowerCase().includes(wanted);
  return [titleOf(run), runName, displayName, status, description, notes].some(holds) ||
    Object.values(run.tags).some(holds) || Object.values(run.parameters).some(holds);
}
