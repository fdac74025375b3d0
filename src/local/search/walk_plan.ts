/**
 * Plans how a search for trial components can follow an index of the store instead of reading all
 * of them.
 *
 * @module
 */
import type { Condition, Selection, ValueRange, Walk, WalkProperty } from "../store/walk.ts";
import { type Expression, type Filter, numberIn } from "./expression.ts";
import { parseProperty, readMetricPath } from "./properties.ts";

const RESOURCE = "ExperimentTrialComponent";

const STATISTICS = ["Last", "Min", "Max"] as const;

/** The part of a walk that an expression and a sort order determine. */
export type WalkPlan = Pick<Walk, "by" | "descending" | "within" | keyof Selection>;

/**
 * Returns a walk that visits every possible match of a search, in its sort order. Each component
 * must still be checked against the expression. Returns undefined if no index has the sort order.
 *
 * @param ambiguous Those of {@linkcode otherMetrics} that some component has
 */
export function planWalk(
  expression: Expression,
  sortBy: string,
  descending: boolean,
  ambiguous: ReadonlySet<string>,
): WalkPlan | undefined {
  const by = orderOf(sortBy);
  if (!by || isAmbiguous(sortBy, ambiguous)) return undefined;
  const { conditions, ...parents } = selectionOf(expression, ambiguous);
  const isOfOrder = (condition: Condition): boolean => pathOf(condition.by) === pathOf(by);
  return {
    by,
    descending,
    within: conditions.find(isOfOrder)?.range,
    conditions: conditions.filter((condition) => !isOfOrder(condition)),
    ...parents,
  };
}

/**
 * Returns conditions on indexed values that every match meets.
 *
 * @param ambiguous Those of {@linkcode otherMetrics} that some component has
 */
export function selectionOf(expression: Expression, ambiguous: ReadonlySet<string>): Selection {
  const found = new Map<string, Condition>();
  for (const filter of requiredFilters(expression)) {
    const by = isAmbiguous(filter.Name, ambiguous) ? undefined : orderOf(filter.Name);
    const range = by && rangeOf(filter, by);
    if (!by || !range) continue;
    // Two limits of one property make one range.
    const other = found.get(pathOf(by));
    found.set(pathOf(by), { by, range: other ? intersect(other.range, range) : range });
  }
  return { conditions: [...found.values()], ...parentsIn(expression) };
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
 * Returns the metric names that the sort property and the conditions may also denote. `a.max` is the
 * maximum of `a`; records without `a` have the last value of the metric `a.max`.
 */
export function otherMetrics(expression: Expression, sortBy: string): ReadonlySet<string> {
  const names = [sortBy, ...requiredFilters(expression).map(({ Name }) => Name)];
  return new Set(names.flatMap((name) => otherMetric(name) ?? []));
}

function otherMetric(property: string): string | undefined {
  const { member, rest } = parseProperty(RESOURCE, property);
  return member === "Metrics" && readMetricPath(rest).statistic !== undefined ? rest : undefined;
}

function isAmbiguous(property: string, ambiguous: ReadonlySet<string>): boolean {
  const other = otherMetric(property);
  return other !== undefined && ambiguous.has(other);
}

function orderOf(property: string): WalkProperty | undefined {
  const { member, rest } = parseProperty(RESOURCE, property);
  if (member === "CreationTime" && rest === "") return { kind: "created" };
  if (member === "LastModifiedTime" && rest === "") return { kind: "modified" };
  if (member === "TrialComponentName" && rest === "") return { kind: "name" };
  if (member === "Parameters" && rest !== "") return { kind: "parameter", name: rest };
  if (member !== "Metrics" || rest === "") return undefined;
  const { name, statistic = "Last" } = readMetricPath(rest);
  const indexed = STATISTICS.find((each) => each === statistic);
  return indexed && { kind: "metric", name, statistic: indexed };
}

/** Returns text that is the same for the same property. */
function pathOf(by: WalkProperty): string {
  return JSON.stringify(by, ["kind", "name", "statistic"]);
}

const EVERY_NUMBER = { from: -Infinity, to: Infinity } as const;
const NO_NUMBER = { from: Infinity, to: -Infinity } as const;

/** Returns a range that contains every value that meets a condition; undefined for all or none. */
function rangeOf(filter: Filter, by: WalkProperty): ValueRange | undefined {
  const { Name, Value = "" } = filter;
  if (by.kind === "name") return nameRange(filter);
  const number = numberIn(Name, Value);
  // Text that stands for no number meets no order.
  const bounds = (from: number, to: number): ValueRange => ({
    ...(Number.isNaN(number) ? NO_NUMBER : { from, to }),
    texts: "none",
  });
  switch (operatorOf(filter)) {
    case "Equals":
      return { ...bounds(number, number), texts: { only: Value } };
    case "In": {
      const numbers = partsOf(filter).map((part) => numberIn(Name, part))
        .filter((part) => !Number.isNaN(part));
      return { from: Math.min(...numbers), to: Math.max(...numbers), texts: "all" };
    }
    case "Contains":
      return { ...NO_NUMBER, texts: "all" };
    case "Exists":
      return { ...EVERY_NUMBER, texts: "all" };
    case "LessThan":
      return bounds(-Infinity, neighbor(number, -1));
    case "LessThanOrEqualTo":
      return bounds(-Infinity, number);
    case "GreaterThan":
      return bounds(neighbor(number, 1), Infinity);
    case "GreaterThanOrEqualTo":
      return bounds(number, Infinity);
    default:
      return undefined;
  }
}

/** Returns the next double above (1) or below (-1) a number: many runs may have the number itself. */
function neighbor(number: number, direction: 1 | -1): number {
  if (!Number.isFinite(number)) return number;
  if (number === 0) return direction * Number.MIN_VALUE;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, number);
  // The bits of a double without its sign are in the order of its size.
  const step = (number > 0) === (direction > 0) ? 1n : -1n;
  view.setBigUint64(0, view.getBigUint64(0) + step);
  return view.getFloat64(0);
}

/** Returns the range of the names that meet a condition, in lower case as in the index. */
function nameRange(filter: Filter): ValueRange | undefined {
  if (operatorOf(filter) !== "Equals") return undefined;
  return { ...NO_NUMBER, texts: { only: (filter.Value ?? "").toLowerCase() } };
}

function partsOf({ Value = "" }: Filter): readonly string[] {
  return Value.split(",").map((part) => part.trim());
}

function intersect(a: ValueRange, b: ValueRange): ValueRange {
  return {
    from: Math.max(a.from, b.from),
    to: Math.min(a.to, b.to),
    texts: commonTexts(a.texts, b.texts),
  };
}

function commonTexts(a: ValueRange["texts"], b: ValueRange["texts"]): ValueRange["texts"] {
  if (a === "all") return b;
  if (b === "all") return a;
  return a !== "none" && b !== "none" && a.only === b.only ? a : "none";
}

function operatorOf({ Operator = "Equals" }: Filter): string {
  return Operator;
}
