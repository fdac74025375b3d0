/**
 * How a search for trial components can walk along an index of the store instead of looking at all.
 *
 * @module
 */
import type { ParameterRange, Walk, WalkProperty } from "../store/walk.ts";
import type { Expression, Filter } from "./expression.ts";
import { parseProperty, readMetricPath } from "./properties.ts";

const RESOURCE = "ExperimentTrialComponent";

const STATISTICS = ["Last", "Min", "Max"] as const;

/** A walk as far as an expression and an order tell it. */
export type WalkPlan = Pick<Walk, "by" | "descending" | "parameters" | "experiment" | "trial">;

/**
 * The walk whose components, in its order, are all that a search can find; the expression is still to
 * be held against each. Undefined where no index has the order.
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

/** The experiment and the trial that every match is in. */
export function parentsIn(expression: Expression): Pick<Walk, "experiment" | "trial"> {
  const required = requiredFilters(expression);
  const equal = (name: string): string | undefined =>
    required.find((filter) => filter.Name === name && operatorOf(filter) === "Equals")?.Value
      ?.toLowerCase();
  return { experiment: equal("Parents.ExperimentName"), trial: equal("Parents.TrialName") };
}

/** Conditions that every match meets. */
function requiredFilters(expression: Expression): readonly Filter[] {
  const { Filters = [], NestedFilters = [], SubExpressions = [], Operator } = expression;
  const terms = Filters.length + NestedFilters.length + SubExpressions.length;
  if (Operator === "Or" && terms > 1) return [];
  return [...Filters, ...SubExpressions.flatMap(requiredFilters)];
}

/**
 * Whether a metric's name may be taken for that of another with a statistic, as `a.max` may: the
 * order is that of the one, where there is none of the other.
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

/** What a condition on a parameter leaves of its values, at the least. */
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
