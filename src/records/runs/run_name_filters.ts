/**
 * A run's name as Search has it, which knows the trial component's only, `{experiment}-{run}`; and what
 * is left to look at where that finds too much. Pure. Browser-safe.
 *
 * @module
 */
import type { Filter, SearchExpression } from "@aws-sdk/client-sagemaker";
import {
  compareName,
  meets,
  type RunCondition,
  type ValueComparison,
} from "../../text/condition.ts";
import { type Property, readProperty } from "../../text/property.ts";
import type { RunRecord } from "./record.ts";
import type { Condition, RunFilter } from "./run_filter.ts";

/** A condition on a run's name, as one on its component's. */
export function runNameFilters(
  experimentName: string,
  filter: Filter,
  name: string,
): SearchExpression {
  const names = [...new Set([name, name.toLowerCase()])];
  const prefix = `${experimentName}-`;
  const values = filter.Operator === "Contains" ? names : names.flatMap((name) =>
    // A component that does not begin with the experiment's name keeps its own.
    name.startsWith(prefix) ? [`${prefix}${name}`] : [`${prefix}${name}`, name]
  );
  return {
    Filters: values.map((Value) => ({ ...filter, Value })),
    Operator: filter.Operator === "NotEquals" ? "And" : "Or",
  };
}

/** Runs that meet conditions, of those that Search found: it also finds parts of the experiment's name. */
export function refined(
  runs: readonly RunRecord[],
  where: RunFilter,
): readonly RunRecord[] {
  if (!hasPartOfName(where)) return runs;
  const condition = toCondition(where);
  return runs.filter((run) => meets(run, condition));
}

function hasPartOfName({ runName, and = [], or = [] }: RunFilter): boolean {
  return typeof runName === "object" && runName.contains !== undefined ||
    and.some(hasPartOfName) || or.some(hasPartOfName);
}

/** A filter, which has been checked, as the condition that a record can be held against. */
function toCondition({ and = [], or, ...conditions }: RunFilter): RunCondition {
  const of = Object.entries(conditions).flatMap(([property, condition]) =>
    condition === undefined ? [] : compared(property, condition)
  );
  return {
    kind: "all",
    of: [
      ...of,
      ...and.map(toCondition),
      ...(or === undefined ? [] : [{ kind: "any", of: or.map(toCondition) } as const]),
    ],
  };
}

function compared(name: string, condition: Condition): readonly RunCondition[] {
  const read = readProperty(name);
  const property = "of" in read ? read.of[0] : undefined;
  if (property === undefined) return [];
  if (typeof condition !== "object" || condition instanceof Date) {
    return [compare(property, "eq", condition)];
  }
  return Object.entries(condition).flatMap(([comparison, value]) => {
    if (value === undefined) return [];
    if (comparison === "exists") return [{ kind: "exists", property, exists: value === true }];
    if (Array.isArray(value)) {
      return [{ kind: "any", of: value.map((one) => compare(property, "eq", one)) }];
    }
    // The filter's keys were checked when it was made a search expression.
    return [compare(property, comparison as ValueComparison, value)];
  });
}

function compare(property: Property, comparison: ValueComparison, value: unknown): RunCondition {
  const text = value instanceof Date ? value.toISOString() : String(value);
  return property.kind === "own" && property.type === "name"
    ? compareName(property, comparison, text)
    : { kind: "compared", property, comparison, value: text };
}
