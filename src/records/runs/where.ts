/**
 * Converts conditions on runs to a search expression. Pure.
 *
 * @module
 */
import type { Filter, SearchExpression } from "@aws-sdk/client-sagemaker";
import { ArgumentError } from "../../errors.ts";
import { parameterName } from "../../rules/parameters.ts";
import { storedText } from "../../rules/stored_text.ts";
import { metricPathProblem, readMetricPath, STATISTICS } from "../../text/statistics.ts";
import { keptName } from "../../rules/metric_name.ts";
import { STATUSES } from "../../text/statuses.ts";
import { runNameFilters } from "./run_name_filters.ts";
import type { OwnProperty, RunFilter } from "./run_filter.ts";
import { checkArgument, readingOf } from "../../options.ts";
import { listOf, NAMED_VALUES } from "../../kinds.ts";

const ACTION = "Cannot search runs";

/** AWS's limits: entries in one list, conditions in total, characters of a name and of a value. */
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
 * Returns AWS's name of a property.
 *
 * @throws {ArgumentError} If there is no such property
 */
export function searchName(property: string, argument: string): string {
  if (Object.hasOwn(OWN, property)) {
    // The condition above checks for its own keys.
    return OWN[property as OwnProperty];
  }
  const map = MAPS.find(([prefix]) => property.startsWith(prefix) && property !== prefix);
  if (map?.[0] === "metrics." && metricPathProblem(property.slice(8)) !== undefined) {
    throw new ArgumentError(ACTION, {
      argument,
      value: property,
      rule: statisticRule(property.slice(8)),
    });
  }
  const given = map ? property.slice(map[0].length) : "";
  const name = map && `${map[1]}${storedName(map[0], given)}`;
  if (name !== undefined && name.length <= LONGEST_NAME && name.isWellFormed()) return name;
  const rule = `be parameters.<name>, metrics.<name>, tags.<key> or one of ${
    Object.keys(OWN).join(", ")
  }, with at most ${LONGEST_NAME} well-formed characters`;
  throw new ArgumentError(ACTION, { argument, value: property, rule });
}

/** Returns a metric's path with the name of the metric as it is stored. */
function keptPath(path: string): string {
  const { name } = readMetricPath(path);
  return keptName(name) + path.slice(name.length);
}

/** Returns a name as it is stored. */
function storedName(prefix: string, name: string): string {
  if (prefix === "metrics.") return keptPath(name);
  return prefix === "parameters." ? parameterName(name) : name;
}

/** Returns the rule for a metric's path whose last segment only resembles a statistic. */
function statisticRule(path: string): string {
  const { meant } = readMetricPath(path);
  const allowed = meant === undefined ? `one of .${STATISTICS.join(", .")}` : `.${meant}`;
  const word = path.slice(path.lastIndexOf("."));
  return `end in ${allowed} (or in ${word}.last, if the metric is named "${path}")`;
}

/** Scope of a search, in addition to its conditions. */
export interface SearchScope {
  /** Number of other conditions in the request. */
  readonly others: number;
  /** The searched experiment, in lower case; undefined for all experiments. */
  readonly experimentName: string | undefined;
}

/**
 * Converts conditions to AWS's form; returns undefined if there are no conditions. A search for
 * part of a run's name finds too many runs: see `hasPartOfName`.
 *
 * @throws {ArgumentError} If AWS Search does not support a condition
 */
export function toExpression(where: RunFilter, scope: SearchScope): SearchExpression | undefined {
  const place = { path: "where", experimentName: scope.experimentName };
  const expression = readingOf(ACTION, "where", where, () => allOf(where, place));
  if (expression === undefined) return undefined;
  const count = conditionsIn(expression) + scope.others;
  if (count <= MOST_CONDITIONS) return expression;
  const rule = `have at most ${MOST_CONDITIONS - scope.others} conditions in total`;
  throw new ArgumentError(ACTION, { argument: "where", value: count - scope.others, rule });
}

function conditionsIn({ Filters = [], SubExpressions = [] }: SearchExpression): number {
  return SubExpressions.reduce((sum, sub) => sum + conditionsIn(sub), Filters.length);
}

/** Path of a condition in the filter, and the experiment it refers to. */
interface Place {
  readonly path: string;
  readonly experimentName: string | undefined;
}

const CONDITIONS = listOf(NAMED_VALUES);

function allOf(where: RunFilter, place: Place): SearchExpression | undefined {
  const { path } = place;
  checkArgument(ACTION, path, where, NAMED_VALUES);
  const { and = [], or, ...conditions } = where;
  const filters: Filter[] = [];
  checkArgument(ACTION, `${path}.and`, and, CONDITIONS);
  const within = and.flatMap((each, index) =>
    allOf(each, { ...place, path: `${path}.and[${index}]` }) ?? []
  );
  if (or !== undefined) within.push(anyOf(or, { ...place, path: `${path}.or` }));
  for (const [property, condition] of Object.entries(conditions)) {
    if (condition === undefined) continue;
    const argument = `${path}["${property}"]`;
    const name = searchName(property, argument);
    for (const [comparison, value] of comparisonsOf(condition, argument)) {
      if (property === "status") checkStatus(comparison, value, `${argument}.${comparison}`);
      if (property === "endTime") {
        within.push(ofEndTime(name, comparison, value, argument));
      } else if (property === "runName") {
        within.push(ofRunName({ ...place, path: argument }, comparison, value));
      } else if (comparison === "in") within.push(oneOf(name, value, `${argument}.in`));
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

function anyOf(filters: readonly RunFilter[], place: Place): SearchExpression {
  checkArgument(ACTION, place.path, filters, CONDITIONS);
  const SubExpressions = filters.map((each, index) => {
    const path = `${place.path}[${index}]`;
    const expression = allOf(each, { ...place, path });
    if (expression) return expression;
    const rule = "have a condition (without one it matches every run)";
    throw new ArgumentError(ACTION, { argument: path, value: each, rule });
  });
  return { SubExpressions: limited(SubExpressions, place.path), Operator: "Or" };
}

/** Converts a condition on a run's name. Search compares trial components: `{experiment}-{run}`. */
function ofRunName(
  { path, experimentName }: Place,
  comparison: string,
  value: unknown,
): SearchExpression {
  if (experimentName === undefined) {
    const rule = "be used together with experimentName";
    throw new ArgumentError(ACTION, { argument: path, value, rule });
  }
  const argument = `${path}.${comparison}`;
  if (comparison === "in") {
    const SubExpressions = entriesOf(value, argument).map((name) =>
      ofRunName({ path, experimentName }, "eq", name)
    );
    return { SubExpressions: limited(SubExpressions, argument), Operator: "Or" };
  }
  const filter = filterOf(OWN.runName, comparison, value, argument);
  return comparison === "exists"
    ? { Filters: [filter] }
    : runNameFilters(experimentName, filter, valueText(value, argument));
}

/** Statuses of open runs. AWS may still store the end time of an earlier session for one. */
const OPEN = ["InProgress", "Stopping"] as const;

/** Converts a condition on a run's end time. An open run has no end time, whatever AWS stores. */
function ofEndTime(
  Name: string,
  comparison: string,
  value: unknown,
  argument: string,
): SearchExpression {
  const own: SearchExpression = comparison === "in"
    ? oneOf(Name, value, `${argument}.in`)
    : { Filters: [filterOf(Name, comparison, value, `${argument}.${comparison}`)] };
  // As for every property, a run without a value is unequal to any.
  const isMetWithout = comparison === "ne" || (comparison === "exists" && value === false);
  const Operator = isMetWithout ? "Equals" : "NotEquals";
  const statuses = OPEN.map((Value): Filter => ({ Name: OWN.status, Operator, Value }));
  return {
    Filters: statuses,
    SubExpressions: [own],
    Operator: isMetWithout ? "Or" : "And",
  };
}

function checkStatus(comparison: string, value: unknown, argument: string): void {
  if (comparison === "contains" || comparison === "exists") return;
  const known: readonly unknown[] = STATUSES;
  const wrong = [value].flat().find((one) => !known.includes(one));
  if (wrong === undefined) return;
  throw new ArgumentError(ACTION, {
    argument,
    value: wrong,
    rule: `be one of ${STATUSES.join(", ")}`,
  });
}

/** Converts a list to comparisons with each value: AWS's `In` supports only text without commas. */
function oneOf(Name: string, values: unknown, argument: string): SearchExpression {
  const filters = entriesOf(values, argument).map((value) => filterOf(Name, "eq", value, argument));
  return { Filters: limited(filters, argument), Operator: "Or" };
}

function entriesOf(values: unknown, argument: string): readonly unknown[] {
  if (Array.isArray(values)) return values;
  throw new ArgumentError(ACTION, { argument, value: values, rule: "be an array" });
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
    const rule = "be a number or a Date (AWS Search does not order text)";
    throw new ArgumentError(ACTION, { argument, value, rule });
  }
  if (comparison === "contains" && typeof value !== "string") {
    throw new ArgumentError(ACTION, { argument, value, rule: "be a string" });
  }
  const isParameter = Name.startsWith("Parameters.") && comparison !== "contains";
  const stored = isParameter && typeof value === "string" && value.length <= LONGEST_VALUE
    ? storedText(value, Infinity)
    : value;
  return { Name, Operator, Value: valueText(stored, argument) };
}

function presence(Name: string, value: unknown, argument: string): Filter {
  if (typeof value === "boolean") return { Name, Operator: value ? "Exists" : "NotExists" };
  throw new ArgumentError(ACTION, { argument, value, rule: "be true or false" });
}

function valueText(value: unknown, argument: string): string {
  if (typeof value === "number" && Number.isFinite(value)) return String(value);
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString();
  if (
    typeof value === "string" && value !== "" && value.length <= LONGEST_VALUE &&
    value.isWellFormed() && !/[\n\r\u0085\u2028\u2029]/.test(value)
  ) return value;
  const rule =
    `be one line of 1 to ${LONGEST_VALUE} well-formed characters, a finite number or a valid Date`;
  throw new ArgumentError(ACTION, { argument, value, rule });
}
