/**
 * A run's name as Search has it, which knows the trial component's only: `{experiment}-{run}`. Pure.
 * Browser-safe.
 *
 * @module
 */
import type { Filter, SearchExpression } from "@aws-sdk/client-sagemaker";

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
