/**
 * Converts conditions on a run's name for Search, which compares only the name of the trial
 * component, `{experiment}-{run}`. Pure.
 *
 * @module
 */
import type { Filter, SearchExpression } from "@aws-sdk/client-sagemaker";

/** Converts a condition on a run's name to one on the name of its trial component. */
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
