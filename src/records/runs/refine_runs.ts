/**
 * Removes runs that Search finds but that do not match the filter. Pure.
 *
 * @module
 */
import {
  compareName,
  meets,
  type RunCondition,
  type ValueComparison,
} from "../../text/condition.ts";
import { type Property, readProperty } from "../../text/property.ts";
import type { RunRecord } from "./record.ts";
import type { Condition, RunFilter } from "./run_filter.ts";

/** Returns the runs that match a filter, out of those that Search found. The filter is checked. */
export function refineRuns(
  runs: readonly RunRecord[],
  where: RunFilter,
): readonly RunRecord[] {
  if (!hasPartOfName(where)) return runs;
  const condition = toCondition(where);
  return runs.filter((run) => meets(run, condition));
}

/** Whether Search finds too many runs: a part of a run's name also matches the experiment's name. */
function hasPartOfName({ runName, and = [], or = [] }: RunFilter): boolean {
  return typeof runName === "object" && runName.contains !== undefined ||
    and.some(hasPartOfName) || or.some(hasPartOfName);
}

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
    // The filter's keys were checked when it was converted to a search expression.
    return [compare(property, comparison as ValueComparison, value)];
  });
}

function compare(property: Property, comparison: ValueComparison, value: unknown): RunCondition {
  const text = value instanceof Date ? value.toISOString() : String(value);
  return property.kind === "own" && property.type === "name"
    ? compareName(property, comparison, text)
    : { kind: "compared", property, comparison, value: text };
}
