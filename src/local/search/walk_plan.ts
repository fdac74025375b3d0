/**
 * Plans how a search for trial components can follow an index of the store instead of reading all
 * of them.
 *
 * @module
 */
import type { ParameterRange, Walk, WalkProperty } from "../store/walk.ts";
import type { Expression, Filter } from "./expression.ts";
import { parseProperty, readMetricPath } from "./properties.ts";

const RESOURCE = "ExperimentTrialComponent";

const STATISTICS = ["Last", "Min", "Max"] as const;

/** The part of a walk that an expression and a sort order determine. */
export type WalkPlan = Pick<Walk, "by" | "descending" | "parameters" | "experiment" | "trial">;

/**
 * Returns a walk that visits every possible match of a search, in its sort order. Each component
 * must still be checked against the expression. Returns undefined if no index has the sort order.
 */
export function planWalk(
  expression: Expression,
  sortBy: string,
  descending: boolean,
): WalkPlan | undefined {
  const by = orderOf(sortBy);
  if (!by) return undefined;
  const parameters = requiredFilters(expression).flatMap((filter) => rangeOf(filter) ?? []);
  return { by, descending, parameters, ...parentsIn(expression) };
}

/** Returns the experiment and the trial that contain every match. */
export function parentsIn(expression: Expression): Pick<Walk, "experiment" | "trial"> {
  const required = requiredFilters(expression);
  const equal = (name: string): string | undefined =>
    required.find((filter) => filter.Name === name && operatorOf(filter) === "Equals")?.Value
      ?.toLowerCase();
  return { experiment: equal("Parents.ExperimentName"), trial: equal("Parents.TrialName") };
}

/** Returns the conditions that every match meets. */
function requiredFilters(expression: Expression): readonly Filter[] {
  const { Filters = [], NestedFilters = [], SubExpressions = [], Operator } = expression;
  const terms = Filters.length + NestedFilters.length + SubExpressions.length;
  if (Operator === "Or" && terms > 1) return [];
  return [...Filters, ...SubExpressions.flatMap(requiredFilters)];
}

/**
 * Returns the metric name that a sort property may also denote, or undefined. `a.max` is the
 * maximum of `a`; records without `a` sort by the metric `a.max`.
 */
export function otherMetric(sortBy: string): string | undefined {
  const { member, rest } = parseProperty(RESOURCE, sortBy);
  return member === "Metrics" && readMetricPath(rest).statistic !== undefined ? rest : undefined;
}

function orderOf(sortBy: string): WalkProperty | undefined {
  const { member, rest } = parseProperty(RESOURCE, sortBy);
  if (member === "CreationTime" && rest === "") return { kind: "created" };
  if (member === "LastModifiedTime" && rest === "") return { kind: "modified" };
  if (member === "Parameters" && rest !== "") return { kind: "parameter", name: rest };
  if (member !== "Metrics" || rest === "") return undefined;
  const { name, statistic = "Last" } = readMetricPath(rest);
  const indexed = STATISTICS.find((each) => each === statistic);
  return indexed && { kind: "metric", name, statistic: indexed };
}

/** Returns a range that contains every value of a parameter that meets the condition. */
function rangeOf(filter: Filter): ParameterRange | undefined {
  const { member, rest: name } = parseProperty(RESOURCE, filter.Name);
  const { Value: text = "" } = filter;
  const number = text.trim() === "" ? NaN : Number(text);
  if (member !== "Parameters" || name === "" || !Number.isFinite(number)) return undefined;
  switch (operatorOf(filter)) {
    case "Equals":
      return { name, from: number, to: number, text };
    case "LessThan":
    case "LessThanOrEqualTo":
      return { name, from: -Number.MAX_VALUE, to: number, text: null };
    case "GreaterThan":
    case "GreaterThanOrEqualTo":
      return { name, from: number, to: Number.MAX_VALUE, text: null };
    default:
      return undefined;
  }
}

function operatorOf({ Operator = "Equals" }: Filter): string {
  return Operator;
}
