/**
 * Search by brute force: every record is looked at, property by property. Imports nothing of `src`.
 *
 * @module
 */

/** A value that a property has. */
export type Value = string | number;

/** A record: its key, and every property that a search can name, with its values. */
export interface SearchedRecord {
  /** Name in lower case. */
  readonly key: string;
  /** Member that is the record's name. Names are sorted in lower case. */
  readonly nameMember: string;
  /** Members with texts and numbers, by name. */
  readonly members: Readonly<Record<string, readonly Value[]>>;
  /** Members that are maps, or structures of the same: values by name and then by path. */
  readonly maps: Readonly<Record<string, ReadonlyMap<string, Value>>>;
  /** Members that are lists: each element has values by path. */
  readonly lists: Readonly<Record<string, readonly ReadonlyMap<string, Value>[]>>;
  /** Metrics: statistics by name. */
  readonly metrics: ReadonlyMap<string, Readonly<Record<string, number>>>;
}

/** A condition. */
export interface Condition {
  readonly Name: string;
  readonly Operator?: string | undefined;
  readonly Value?: string | undefined;
}

/** An expression, as AWS's SearchExpression. */
export interface Expression {
  readonly Filters?: readonly Condition[] | undefined;
  readonly NestedFilters?:
    | readonly { readonly NestedPropertyName: string; readonly Filters: readonly Condition[] }[]
    | undefined;
  readonly SubExpressions?: readonly Expression[] | undefined;
  readonly Operator?: string | undefined;
}

/** The words of a search for statistics, and their members. */
const STATISTICS: Readonly<Record<string, string>> = {
  max: "Max",
  min: "Min",
  last: "Last",
  count: "Count",
  avg: "Avg",
  stddev: "StdDev",
  timestamp: "TimeStamp",
};

/** Times of a test as text, in seconds. */
export type Times = ReadonlyMap<string, number>;

/** Returns the keys of the records that match, in order. */
export function searchByForce(
  records: readonly SearchedRecord[],
  expression: Expression | undefined,
  { sortBy, descending, times }: {
    readonly sortBy: string;
    readonly descending: boolean;
    readonly times: Times;
  },
): readonly string[] {
  const found = records.filter((record) => !expression || meetsAll(record, expression, times));
  const keyed = found.map((record) => ({ key: record.key, value: sortValue(record, sortBy) }));
  // An insertion of each before the first that is to come later.
  const sorted: typeof keyed = [];
  for (const one of keyed) {
    const place = sorted.findIndex((other) => isBefore(one, other, descending));
    sorted.splice(place === -1 ? sorted.length : place, 0, one);
  }
  return sorted.map(({ key }) => key);
}

interface Keyed {
  readonly key: string;
  readonly value: Value | undefined;
}

/** Numbers before texts, and nothing last; equal ones by key. */
function isBefore(a: Keyed, b: Keyed, descending: boolean): boolean {
  if (a.value === undefined || b.value === undefined) {
    if (a.value === b.value) return a.key < b.key;
    return b.value === undefined;
  }
  const order = compare(a.value, b.value);
  return order === 0 ? a.key < b.key : descending ? order > 0 : order < 0;
}

function compare(a: Value, b: Value): number {
  if (typeof a === "number") {
    if (typeof b === "string") return -1;
    return Number(a > b) - Number(a < b);
  }
  if (typeof b === "number") return 1;
  const [left, right] = [a, b].map((text) => Array.from(text, (one) => one.codePointAt(0) ?? 0));
  for (const [index, code] of (left ?? []).entries()) {
    const other = right?.[index];
    if (other === undefined) return 1;
    if (code !== other) return code - other;
  }
  return (left?.length ?? 0) - (right?.length ?? 0);
}

function sortValue(record: SearchedRecord, property: string): Value | undefined {
  const isName = property.toLowerCase() === record.nameMember.toLowerCase();
  return isName ? record.key : valuesOf(record, property)[0];
}

function meetsAll(record: SearchedRecord, expression: Expression, times: Times): boolean {
  const { Filters = [], NestedFilters = [], SubExpressions = [], Operator } = expression;
  const met = [
    ...Filters.map((one) => meets(valuesOf(record, one.Name), one, times)),
    ...NestedFilters.map((one) => meetsInOne(record, one, times)),
    ...SubExpressions.map((one) => meetsAll(record, one, times)),
  ];
  return met.length === 0 || (Operator === "Or" ? met.includes(true) : !met.includes(false));
}

function meetsInOne(
  record: SearchedRecord,
  { NestedPropertyName, Filters }: NonNullable<Expression["NestedFilters"]>[number],
  times: Times,
): boolean {
  const name = memberOf({ ...record.lists, Metrics: [] }, NestedPropertyName) ?? "";
  const alone: readonly SearchedRecord[] = name === "Metrics"
    ? Array.from(record.metrics, (metric) => ({ ...record, metrics: new Map([metric]) }))
    : (record.lists[name] ?? []).map((element) => ({
      ...record,
      lists: { ...record.lists, [name]: [element] },
    }));
  return alone.some((one) =>
    Filters.every((condition) => meets(valuesOf(one, condition.Name), condition, times))
  );
}

/** Returns the values of a property. The case of its first part does not matter. */
function valuesOf(record: SearchedRecord, property: string): readonly Value[] {
  const [head = ""] = property.split(".");
  const path = property.slice(head.length + 1);
  if (head.toLowerCase() === "metrics") return metricValues(record, path);
  const list = memberOf(record.lists, head);
  if (list !== undefined) {
    return (record.lists[list] ?? []).flatMap((element) => element.get(path) ?? []);
  }
  const map = memberOf(record.maps, head);
  if (map !== undefined) {
    const value = record.maps[map]?.get(path);
    return value === undefined ? [] : [value];
  }
  const member = memberOf(record.members, head);
  return member === undefined || path !== "" ? [] : record.members[member] ?? [];
}

function memberOf(members: Readonly<Record<string, unknown>>, head: string): string | undefined {
  return Object.keys(members).find((name) => name.toLowerCase() === head.toLowerCase());
}

/** A statistic of a metric; without one, or where the metric is not, the last value of the whole name. */
function metricValues({ metrics }: SearchedRecord, path: string): readonly Value[] {
  for (const [word, member] of Object.entries(STATISTICS)) {
    if (!path.toLowerCase().endsWith(`.${word}`)) continue;
    const value = metrics.get(path.slice(0, -word.length - 1))?.[member];
    if (value !== undefined) return [value];
  }
  const last = metrics.get(path)?.["Last"];
  return last === undefined ? [] : [last];
}

const TIMES = ["creationtime", "lastmodifiedtime", "starttime", "endtime"];

/** The number that text means for a property, as a double; undefined for none. */
function numberOf(property: string, text: string, times: Times): number | undefined {
  const lower = property.toLowerCase();
  const isTime = TIMES.includes(lower) || /^metrics\.[^]*\.timestamp$/.test(lower);
  const time = isTime ? times.get(text) : undefined;
  if (time !== undefined) return time;
  const trimmed = text.trim();
  // A decimal number has digits, and no more than a sign, a point and an exponent beside them.
  if (!/\d/.test(trimmed) || /[^\d.eE+-]/.test(trimmed)) return undefined;
  const number = Number(trimmed);
  return Number.isNaN(number) ? undefined : number;
}

function meets(
  values: readonly Value[],
  { Name, Operator = "Equals", Value: wanted = "" }: Condition,
  times: Times,
): boolean {
  const equals = (text: string): boolean =>
    values.some((value) =>
      typeof value === "string" ? value === text : value === numberOf(Name, text, times)
    );
  const number = numberOf(Name, wanted, times);
  const numbers = values.filter((value) => typeof value === "number");
  switch (Operator) {
    case "Exists":
      return values.length > 0;
    case "NotExists":
      return values.length === 0;
    case "Equals":
      return equals(wanted);
    case "NotEquals":
      return !equals(wanted);
    case "In":
      return wanted.split(",").some((part) => equals(part.trim()));
    case "Contains":
      return values.some((value) => typeof value === "string" && value.indexOf(wanted) >= 0);
    case "GreaterThan":
      return number !== undefined && numbers.some((value) => value > number);
    case "GreaterThanOrEqualTo":
      return number !== undefined && numbers.some((value) => value >= number);
    case "LessThan":
      return number !== undefined && numbers.some((value) => value < number);
    case "LessThanOrEqualTo":
      return number !== undefined && numbers.some((value) => value <= number);
    default:
      throw new Error(`No such operator: ${Operator}`);
  }
}
