/**
 * Conditions on runs, as a search expression. Pure. Browser-safe.
 *
 * @module
 */
import type { Filter, SearchExpression } from "@aws-sdk/client-sagemaker";
import { ArgumentError } from "../../errors.ts";

/**
 * What a search compares and sorts by: `parameters.lr`, `metrics.loss` (its last value),
 * `metrics.loss.min` (also `max`, `last`, `avg`, `count`, `stddev`), `tags.team`, or a run's own
 * property.
 */
export type RunProperty =
  | `parameters.${string}`
  | `metrics.${string}`
  | `tags.${string}`
  | OwnProperty;

/** A run's own property. */
export type OwnProperty =
  | "status"
  | "runName"
  | "displayName"
  | "trialComponentName"
  | "creationTime"
  | "lastModifiedTime"
  | "startTime"
  | "endTime";

/** Comparisons that must all hold of one property. */
export interface Comparison {
  /** Equals. */
  readonly eq?: string | number | Date;
  /** Differs from. */
  readonly ne?: string | number | Date;
  /** Is less than. */
  readonly lt?: number | Date;
  /** Is at most. */
  readonly lte?: number | Date;
  /** Is greater than. */
  readonly gt?: number | Date;
  /** Is at least. */
  readonly gte?: number | Date;
  /** Is text that contains this. */
  readonly contains?: string;
  /** Equals one of these, at most 20. */
  readonly in?: readonly (string | number | Date)[];
  /** Whether there is a value at all. */
  readonly exists?: boolean;
}

/** A value it equals, or comparisons. */
export type Condition = string | number | Date | Comparison;

/**
 * Conditions that must all hold. Search has no "not" of groups: `ne` and `exists: false` are what it
 * can negate.
 *
 * @example
 * ```ts
 * import type { RunFilter } from "@runlog/sagemaker";
 *
 * const where: RunFilter = {
 *   status: "Completed",
 *   "parameters.lr": { gte: 0.001, lt: 0.1 },
 *   or: [{ "tags.team": "vision" }, { "metrics.loss.min": { lt: 0.2 } }],
 * };
 * ```
 */
export interface RunFilter extends Readonly<Partial<Record<OwnProperty, Condition>>> {
  /** A parameter. */
  readonly [parameter: `parameters.${string}`]: Condition;
  /** A metric's statistic. */
  readonly [metric: `metrics.${string}`]: Condition;
  /** A tag. */
  readonly [tag: `tags.${string}`]: Condition;
  /** Filters that must all hold. */
  readonly and?: readonly RunFilter[];
  /** Filters of which one must hold. */
  readonly or?: readonly RunFilter[];
}

const ACTION = "Cannot search runs";

/** AWS's limits: entries in one list, conditions in all, characters of a name and of a value. */
const MOST_IN_LIST = 20;
const MOST_CONDITIONS = 50;
const LONGEST_NAME = 255;
const LONGEST_VALUE = 1024;

const OWN: Readonly<Record<OwnProperty, string>> = {
  status: "Status.PrimaryStatus",
  runName: "TrialComponentName",
  displayName: "DisplayName",
  trialComponentName: "TrialComponentName",
  creationTime: "CreationTime",
  lastModifiedTime: "LastModifiedTime",
  startTime: "StartTime",
  endTime: "EndTime",
};

const MAPS: readonly (readonly [prefix: string, member: string])[] = [
  ["parameters.", "Parameters."],
  ["metrics.", "Metrics."],
  ["tags.", "Tags."],
];

const OPERATORS = new Map<string, NonNullable<Filter["Operator"]>>([
  ["eq", "Equals"],
  ["ne", "NotEquals"],
  ["lt", "LessThan"],
  ["lte", "LessThanOrEqualTo"],
  ["gt", "GreaterThan"],
  ["gte", "GreaterThanOrEqualTo"],
  ["contains", "Contains"],
]);

/** Search orders numbers and times only. */
const ORDERING = new Set(["lt", "lte", "gt", "gte"]);

/**
 * AWS's name of a property.
 *
 * @throws {ArgumentError} when there is no such property
 */
export function searchName(property: string, argument: string): string {
  if (Object.hasOwn(OWN, property)) {
    // Its own keys were asked for just above.
    return OWN[property as OwnProperty];
  }
  const map = MAPS.find(([prefix]) => property.startsWith(prefix) && property !== prefix);
  const name = map && `${map[1]}${property.slice(map[0].length)}`;
  if (name !== undefined && name.length <= LONGEST_NAME) return name;
  const rule = `be parameters.<name>, metrics.<name>, tags.<key> or one of ${
    Object.keys(OWN).join(", ")
  }, with at most ${LONGEST_NAME} characters`;
  throw new ArgumentError(ACTION, { argument, value: property, rule });
}

/**
 * Conditions as AWS takes them; undefined when there are none.
 *
 * @param where The conditions
 * @param others How many conditions are sent beside these
 * @throws {ArgumentError} for what AWS Search cannot do
 */
export function toExpression(where: RunFilter, others: number): SearchExpression | undefined {
  const expression = allOf(where, "where");
  if (expression === undefined) return undefined;
  const count = conditionsIn(expression) + others;
  if (count <= MOST_CONDITIONS) return expression;
  const rule = `have at most ${MOST_CONDITIONS - others} conditions in all`;
  throw new ArgumentError(ACTION, { argument: "where", value: count - others, rule });
}

function conditionsIn({ Filters = [], SubExpressions = [] }: SearchExpression): number {
  return SubExpressions.reduce((sum, sub) => sum + conditionsIn(sub), Filters.length);
}

function allOf(where: RunFilter, path: string): SearchExpression | undefined {
  const { and = [], or, ...conditions } = where;
  const filters: Filter[] = [];
  const within = and.flatMap((each, index) => allOf(each, `${path}.and[${index}]`) ?? []);
  if (or !== undefined) within.push(anyOf(or, `${path}.or`));
  for (const [property, condition] of Object.entries(conditions)) {
    if (condition === undefined) continue;
    const argument = `${path}["${property}"]`;
    const name = searchName(property, argument);
    for (const [comparison, value] of comparisonsOf(condition, argument)) {
      if (comparison === "in") within.push(oneOf(name, value, `${argument}.in`));
      else filters.push(filterOf(name, comparison, value, `${argument}.${comparison}`));
    }
  }
  if (filters.length + within.length === 0) return undefined;
  return {
    ...(filters.length === 0 ? {} : { Filters: limited(filters, path) }),
    ...(within.length === 0 ? {} : { SubExpressions: limited(within, path) }),
    Operator: "And",
  };
}

function anyOf(filters: readonly RunFilter[], path: string): SearchExpression {
  const SubExpressions = filters.map((each, index) => {
    const expression = allOf(each, `${path}[${index}]`);
    if (expression) return expression;
    throw new ArgumentError(ACTION, {
      argument: `${path}[${index}]`,
      value: each,
      rule: "have a condition: without one it holds of every run",
    });
  });
  return { SubExpressions: limited(SubExpressions, path), Operator: "Or" };
}

/** Equals by equals: AWS's own `In` is of text without commas only. */
function oneOf(Name: string, values: unknown, argument: string): SearchExpression {
  if (!Array.isArray(values)) {
    throw new ArgumentError(ACTION, { argument, value: values, rule: "be an array" });
  }
  const filters = values.map((value) => filterOf(Name, "eq", value, argument));
  return { Filters: limited(filters, argument), Operator: "Or" };
}

function limited<Entry>(entries: Entry[], argument: string): Entry[] {
  if (entries.length >= 1 && entries.length <= MOST_IN_LIST) return entries;
  const rule = `have 1 to ${MOST_IN_LIST} entries`;
  throw new ArgumentError(ACTION, { argument, value: entries.length, rule });
}

function comparisonsOf(condition: unknown, argument: string): readonly [string, unknown][] {
  if (typeof condition !== "object" || condition instanceof Date) return [["eq", condition]];
  const comparisons = Object.entries(condition ?? {}).filter(([, value]) => value !== undefined);
  if (comparisons.length > 0) return comparisons;
  throw new ArgumentError(ACTION, { argument, value: condition, rule: "have a comparison" });
}

function filterOf(Name: string, comparison: string, value: unknown, argument: string): Filter {
  if (comparison === "exists") return presence(Name, value, argument);
  const Operator = OPERATORS.get(comparison);
  if (Operator === undefined) {
    const rule = `be one of ${[...OPERATORS.keys(), "in", "exists"].join(", ")}`;
    throw new ArgumentError(ACTION, { argument, value: comparison, rule });
  }
  if (ORDERING.has(comparison) && typeof value === "string") {
    const rule = "be a number or a Date: AWS Search does not order text";
    throw new ArgumentError(ACTION, { argument, value, rule });
  }
  if (comparison === "contains" && typeof value !== "string") {
    throw new ArgumentError(ACTION, { argument, value, rule: "be text" });
  }
  return { Name, Operator, Value: valueText(value, argument) };
}

function presence(Name: string, value: unknown, argument: string): Filter {
  if (typeof value === "boolean") return { Name, Operator: value ? "Exists" : "NotExists" };
  throw new ArgumentError(ACTION, { argument, value, rule: "be true or false" });
}

function valueText(value: unknown, argument: string): string {
  if (typeof value === "number" && Number.isFinite(value)) return String(value);
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString();
  if (typeof value === "string" && value !== "" && value.length <= LONGEST_VALUE) return value;
  const rule = `be text of 1 to ${LONGEST_VALUE} characters, a finite number or a valid Date`;
  throw new ArgumentError(ACTION, { argument, value, rule });
}
