/**
 * Search expressions: their shape, and whether a record matches one.
 *
 * @module
 */
import { invalid } from "../errors.ts";
import { ANY, list, oneOf, structure, type StructureShape, text } from "../model/shape.ts";
import { parseProperty, type SearchableRecord, type Value, valuesOf } from "./properties.ts";

/** A condition on one property. */
export interface Filter {
  /** Name of the property. */
  readonly Name: string;
  /** Comparison; `Equals` by default. */
  readonly Operator?: string;
  /** Value to compare with. */
  readonly Value?: string;
}

/** Conditions that a single element of a list property must meet together. */
export interface NestedFilter {
  /** Name of the list property. */
  readonly NestedPropertyName: string;
  /** Conditions, with full property paths as names. */
  readonly Filters: readonly Filter[];
}

/** Conditions, joined by `And` or `Or`. */
export interface Expression {
  /** Conditions on the record. */
  readonly Filters?: readonly Filter[];
  /** Conditions on elements of the record's lists. */
  readonly NestedFilters?: readonly NestedFilter[];
  /** Nested expressions. */
  readonly SubExpressions?: readonly Expression[];
  /** Operator that joins the conditions: `And` by default, or `Or`. */
  readonly Operator?: string;
}

const FILTERS = list(
  structure({
    "Name*": text(1, 255, /.+/),
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
    Value: text(1, 1024, /.+/),
  }),
  1,
  20,
);

/** The shape of an expression. Nested expressions are validated when they are read. */
export const EXPRESSION: StructureShape = structure({
  Filters: FILTERS,
  NestedFilters: list(
    structure({ "NestedPropertyName*": text(1, 255, /.+/), "Filters*": FILTERS }),
    1,
    20,
  ),
  SubExpressions: list(ANY, 1, 20),
  Operator: oneOf("And", "Or"),
});

/** AWS's maximum number of conditions in one expression. */
const MOST_CONDITIONS = 50;

/** The lists whose elements a nested filter can check one at a time. */
const LISTS = new Set(["Metrics", "Parents", "Tags", "TrialComponentSummaries"]);

/**
 * Validates an expression against the properties of the resource, before any record is read.
 *
 * @throws {ServiceError} If there are too many conditions or a property is unknown
 * (ValidationException). Also if a nested filter is not on a list, or a condition has no value.
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

/** Returns the members of a record that an expression uses. */
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
  // Without conditions, it still is one that every record meets.
  const inner = SubExpressions.reduce((sum, sub) => sum + Math.max(1, conditions(sub)), 0);
  return Filters.length + nested + inner;
}

/** Returns whether a record matches an expression. */
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

/**
 * Returns whether any of a property's values meets a condition. A negated condition requires that
 * no value breaks it.
 */
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

/** Names of properties that are times, in seconds. */
const TIME = /^(creation|lastmodified|start|end)time$|^metrics\..*\.timestamp$/is;

/**
 * Parses the number that text stands for: a decimal number or, for times, an ISO time. Other text
 * returns NaN, which meets no condition.
 */
export function numberIn(name: string, text: string): number {
  // No digit can belong to two parts of it: the time is linear in the length of the text.
  if (/^\s*[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?\s*$/i.test(text)) return Number(text);
  return TIME.test(name) ? parseTime(text) : NaN;
}

/** A time or a day as in ISO 8601. What else `Date.parse()` takes depends on the runtime. */
const ISO_TIME =
  /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?))?(?:(Z)|([+-]\d\d):?(\d\d))?$/i;

/** Parses a time. As in AWS, times without a zone are UTC. */
function parseTime(text: string): number {
  const [, day, time = "00:00", , hours, minutes] = ISO_TIME.exec(text.trim()) ?? [];
  if (day === undefined) return NaN;
  const zone = hours === undefined ? "Z" : `${hours}:${minutes}`;
  return Date.parse(`${day}T${time}${zone}`) / 1000;
}
