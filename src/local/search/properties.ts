/**
 * Property names in a search, and the values they select in a record.
 *
 * @module
 */
import { invalid } from "../errors.ts";

/** A value that can be compared. */
export type Value = string | number;

/** A record in the form that Search returns. */
export type SearchableRecord = Readonly<Record<string, unknown>>;

/** Top-level members by resource. Any other name is an unknown property. */
const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  Experiment: [
    "ExperimentName",
    "ExperimentArn",
    "DisplayName",
    "Source",
    "Description",
    "CreationTime",
    "CreatedBy",
    "LastModifiedTime",
    "LastModifiedBy",
    "Tags",
  ],
  ExperimentTrial: [
    "TrialName",
    "TrialArn",
    "DisplayName",
    "ExperimentName",
    "Source",
    "CreationTime",
    "CreatedBy",
    "LastModifiedTime",
    "LastModifiedBy",
    "MetadataProperties",
    "Tags",
    "TrialComponentSummaries",
  ],
  ExperimentTrialComponent: [
    "TrialComponentName",
    "DisplayName",
    "TrialComponentArn",
    "Source",
    "Status",
    "StartTime",
    "EndTime",
    "CreationTime",
    "CreatedBy",
    "LastModifiedTime",
    "LastModifiedBy",
    "Parameters",
    "InputArtifacts",
    "OutputArtifacts",
    "Metrics",
    "MetadataProperties",
    "SourceDetail",
    "LineageGroupArn",
    "Tags",
    "Parents",
    "RunName",
  ],
};

/** Statistics of a metric, by the word that a search uses for them. */
const STATISTICS: ReadonlyMap<string, string> = new Map([
  ["max", "Max"],
  ["min", "Min"],
  ["last", "Last"],
  ["count", "Count"],
  ["avg", "Avg"],
  ["stddev", "StdDev"],
  ["timestamp", "TimeStamp"],
]);

/** A parsed property name. */
export interface Property {
  /** Top-level member of the record. */
  readonly member: string;
  /** Path within the member; empty for the member itself. */
  readonly rest: string;
}

/** Compares two values for sorting: numbers before text, and text by code points. */
export function compareValues(left: Value, right: Value): number {
  if (typeof left === "number" && typeof right === "number") return left - right;
  if (typeof left === "number") return -1;
  if (typeof right === "number") return 1;
  return compareTexts(left, right);
}

/** Compares two strings by code points, as SQLite does; `<` compares UTF-16. */
function compareTexts(left: string, right: string): number {
  const [a, b] = [[...left], [...right]];
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const difference = (a[index]?.codePointAt(0) ?? 0) - (b[index]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/**
 * Parses a property name. As in AWS, the case of the member does not matter.
 *
 * @throws {ServiceError} If no record of the resource has a property of this name
 * (ValidationException)
 */
export function parseProperty(resource: string, name: string): Property {
  const dot = name.indexOf(".");
  const head = dot === -1 ? name : name.slice(0, dot);
  const rest = dot === -1 ? "" : name.slice(dot + 1);
  const member = MEMBERS[resource]?.find((known) => known.toLowerCase() === head.toLowerCase());
  if (member === undefined) throw invalid(`Unknown property name: ${name}`);
  return { member, rest };
}

/**
 * Returns the values of a property in a record, or no values if it is absent. Names of parameters,
 * metrics and tags may contain dots.
 *
 * @throws {ServiceError} If no record of the resource has a property of this name
 * (ValidationException)
 */
export function valuesOf(
  resource: string,
  record: SearchableRecord,
  name: string,
): readonly Value[] {
  const { member, rest } = parseProperty(resource, name);
  const value = record[member];
  if (member === "Tags") return tagValues(value, rest);
  if (member === "Metrics") return metricValues(value, rest);
  if (member === "Parameters") return parameterValues(value, rest);
  return nested(value, rest);
}

function nested(value: unknown, path: string): readonly Value[] {
  if (typeof value === "string" || typeof value === "number") return path === "" ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((item) => nested(item, path));
  if (!isRecord(value) || path === "") return [];
  // Longest first, because a key of a map may contain dots. A shorter one may have the value.
  for (let end = path.length; end > 0; end = path.lastIndexOf(".", end - 1)) {
    const key = path.slice(0, end);
    const found = Object.hasOwn(value, key) ? nested(value[key], path.slice(end + 1)) : [];
    if (found.length > 0) return found;
  }
  return [];
}

function tagValues(tags: unknown, key: string): readonly Value[] {
  return members(tags).flatMap(({ Key, Value }) =>
    Key === key && typeof Value === "string" ? [Value] : []
  );
}

function parameterValues(parameters: unknown, name: string): readonly Value[] {
  const value = isRecord(parameters) && Object.hasOwn(parameters, name)
    ? parameters[name]
    : undefined;
  if (!isRecord(value)) return [];
  const { NumberValue, StringValue } = value;
  if (typeof NumberValue === "number") return [NumberValue];
  return typeof StringValue === "string" ? [StringValue] : [];
}

/**
 * Parses the path of a metric: a name, optionally followed by a dot and the word for a statistic.
 */
export function readMetricPath(
  path: string,
): { readonly name: string; readonly statistic: string | undefined } {
  const dot = path.lastIndexOf(".");
  const statistic = STATISTICS.get(path.slice(dot + 1).toLowerCase());
  return dot === -1 || statistic === undefined
    ? { name: path, statistic: undefined }
    : { name: path.slice(0, dot), statistic };
}

function metricValues(metrics: unknown, path: string): readonly Value[] {
  const { name, statistic } = readMetricPath(path);
  const find = (name: string, member: string): readonly Value[] =>
    members(metrics).flatMap((metric) =>
      metric["MetricName"] === name && isFiniteNumber(metric[member]) ? [metric[member]] : []
    );
  if (statistic !== undefined) {
    const found = find(name, statistic);
    if (found.length > 0) return found;
  }
  return find(path, "Last");
}

function members(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** A deviation of very large values is infinite or none: answers omit it. */
function isFiniteNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
