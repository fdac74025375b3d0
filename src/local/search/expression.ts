/**
 * Search expressions: their shape, and whether a record matches.
 *
 * @module
 */
import { invalid } from "../errors.ts";
import { ANY, list, oneOf, structure, type StructureShape, text } from "../model/shape.ts";
import { parseProperty, type SearchableRecord, type Value, valuesOf } from "./properties.ts";

/** One condition. */
export interface Filter {
  /** Property. */
  readonly Name: string;
  /** How it is compared. */
  readonly Operator?: string;
  /** What with. */
  readonly Value?: string;
}

/** Conditions that one element of a list property meets together. */
export interface NestedFilter {
  /** The list property. */
  readonly NestedPropertyName: string;
  /** Conditions; names are whole paths. */
  readonly Filters: readonly Filter[];
}

/** Conditions, joined. */
export interface Expression {
  /** Conditions on the record. */
  readonly Filters?: readonly Filter[];
  /** Conditions on elements of its lists. */
  readonly NestedFilters?: readonly NestedFilter[];
  /** Expressions within. */
  readonly SubExpressions?: readonly Expression[];
  /** How they are joined: `And` unless it says `Or`. */
  readonly Operator?: string;
}

const FILTERS = list(
  structure({
    "Name*": text(1, 255, /.+/s),
    Operator: oneOf(
      "Equals",
      "NotEquals",
      "GreaterThan",
      "GreaterThanOrEqualTo",
      "LessThan",
      "LessThanOrEqualTo",
      "Contains",
      "Exists",
      "NotExists",
      "In",
    ),
    Value: text(1, 1024, /.+/s),
  }),
  1,
  20,
);

/** Shape of an expression; expressions within are checked when they are read. */
export const EXPRESSION: StructureShape = structure({
  Filters: FILTERS,
  NestedFilters: list(
    structure({ "NestedPropertyName*": text(1, 255, /.+/s), "Filters*": FILTERS }),
    1,
    20,
  ),
  SubExpressions: list(ANY, 1, 20),
  Operator: oneOf("And", "Or"),
});

/** AWS's limit of conditions in one expression. */
const MOST_CONDITIONS = 50;

/** Lists of which a nested filter can look at one element at a time. */
const LISTS = new Set(["Metrics", "Parents", "Tags", "TrialComponentSummaries"]);

/**
 * Holds an expression against what records of the resource have, before any record is looked at.
 *
 * @throws {ServiceError} ValidationException for too many conditions, an unknown property, a nested
 * filter on no list, or a condition without its value
 */
export function checkExpression(resource: string, expression: Expression): void {
  if (conditions(expression) > MOST_CONDITIONS) {
    throw invalid(`A search expression must have at most ${MOST_CONDITIONS} conditions`);
  }
  checkNames(resource, expression);
}

function checkNames(resource: string, expression: Expression): void {
  const { Filters = [], NestedFilters = [], SubExpressions = [] } = expression;
  for (const { NestedPropertyName } of NestedFilters) {
    const { member, rest } = parseProperty(resource, NestedPropertyName);
    if (!LISTS.has(member) || rest !== "") {
      throw invalid(`Invalid nested property name: ${NestedPropertyName}`);
    }
  }
  for (const { Name, Operator, Value } of [...Filters, ...NestedFilters.flatMap(filtersOf)]) {
    parseProperty(resource, Name);
    const isAboutPresence = Operator === "Exists" || Operator === "NotExists";
    if (Value === undefined && !isAboutPresence) {
      throw invalid(`A value is required for the filter on ${Name}`);
    }
  }
  for (const sub of SubExpressions) checkNames(resource, sub);
}

/** Members of a record that an expression looks at. */
export function membersIn(resource: string, expression: Expression): Set<string> {
  const { Filters = [], NestedFilters = [], SubExpressions = [] } = expression;
  const names = [
    ...Filters.map(({ Name }) => Name),
    ...NestedFilters.flatMap((nested) => [
      nested.NestedPropertyName,
      ...nested.Filters.map(({ Name }) => Name),
    ]),
  ];
  const members = new Set(names.map((name) => parseProperty(resource, name).member));
  for (const sub of SubExpressions) {
    for (const member of membersIn(resource, sub)) members.add(member);
  }
  return members;
}

function filtersOf({ Filters }: NestedFilter): readonly Filter[] {
  return Filters;
}

function conditions({ Filters = [], NestedFilters = [], SubExpressions = [] }: Expression): number {
  const nested = NestedFilters.reduce((sum, { Filters }) => sum + Filters.length, 0);
  return SubExpressions.reduce((sum, sub) => sum + conditions(sub), Filters.length + nested);
}

/** Whether a record meets an expression. */
export function matches(
  resource: string,
  record: SearchableRecord,
  expression: Expression,
): boolean {
  const { Filters = [], NestedFilters = [], SubExpressions = [], Operator } = expression;
  const tests: (() => boolean)[] = [
    ...Filters.map((filter) => () => meets(valuesOf(resource, record, filter.Name), filter)),
    ...NestedFilters.map((filter) => () => meetsNested(resource, record, filter)),
    ...SubExpressions.map((sub) => () => matches(resource, record, sub)),
  ];
  if (tests.length === 0) return true;
  return Operator === "Or" ? tests.some((test) => test()) : tests.every((test) => test());
}

function meetsNested(
  resource: string,
  record: SearchableRecord,
  { NestedPropertyName, Filters }: NestedFilter,
): boolean {
  const { member } = parseProperty(resource, NestedPropertyName);
  const elements = record[member];
  if (!Array.isArray(elements)) return false;
  return elements.some((element) =>
    Filters.every((filter) => {
      const only = { ...record, [member]: [element] };
      return meets(valuesOf(resource, only, filter.Name), filter);
    })
  );
}

/** Whether one of a property's values meets a condition; for "not" conditions, whether none breaks it. */
function meets(
  values: readonly Value[],
  { Name, Operator = "Equals", Value = "" }: Filter,
): boolean {
  const isEqual = (value: Value, wanted: string): boolean =>
    typeof value === "string" ? value === wanted : value === numberIn(Name, wanted);
  // Search orders no text.
  const differs = (isMet: (difference: number) => boolean): boolean => {
    const wanted = numberIn(Name, Value);
    return values.some((value) => typeof value === "number" && isMet(value - wanted));
  };
  switch (Operator) {
    case "Exists":
      return values.length > 0;
    case "NotExists":
      return values.length === 0;
    case "Equals":
      return values.some((value) => isEqual(value, Value));
    case "NotEquals":
      return !values.some((value) => isEqual(value, Value));
    case "Contains":
      return values.some((value) => typeof value === "string" && value.includes(Value));
    case "In":
      return Value.split(",").some((part) => values.some((value) => isEqual(value, part.trim())));
    case "GreaterThan":
      return differs((difference) => difference > 0);
    case "GreaterThanOrEqualTo":
      return differs((difference) => difference >= 0);
    case "LessThan":
      return differs((difference) => difference < 0);
    case "LessThanOrEqualTo":
      return differs((difference) => difference <= 0);
    default:
      throw invalid(`Unknown operator: ${Operator}`);
  }
}

/** Members that are times, in seconds. */
const TIME = /^(creation|lastmodified|start|end)time$|^metrics\..*\.timestamp$/is;

/** The number that text stands for: decimal, or of times ISO as well. NaN, which meets nothing, for other. */
function numberIn(name: string, text: string): number {
  if (/^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text)) return Number(text);
  return TIME.test(name) ? parseTime(text) : NaN;
}

/** Times without a zone are UTC, as AWS takes them. */
function parseTime(text: string): number {
  const zoned = /(?:[zZ]|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`;
  return Date.parse(zoned) / 1000;
}
