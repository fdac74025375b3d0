/**
 * Reads the conditions and the order of a command line, and converts them for a search.
 *
 * @module
 */
import type { RunFilter, RunProperty } from "../../mod.ts";
import type { Compared, RunCondition } from "../text/condition.ts";
import { type Property, readProperty, type TypedProperty } from "../text/property.ts";
import { readConditions, type TypedConditions } from "../text/read_conditions.ts";
import { UsageError } from "./usage_error.ts";

/**
 * Reads conditions, all of which must hold. A shell may have split one at its spaces.
 *
 * @throws {UsageError} If a condition cannot be read
 */
export function readWhere(texts: readonly string[]): TypedConditions {
  const read = readConditions(texts.join(" "));
  const [problem] = read.problems;
  if (problem !== undefined) throw new UsageError(problem);
  return read;
}

/**
 * Reads the property that runs are sorted by.
 *
 * @throws {UsageError} If the text is not a property
 */
export function readOrder(text: string): TypedProperty {
  const read = readProperty(text);
  if ("problem" in read) throw new UsageError(read.problem);
  return read;
}

/** The part of a condition that a search can check. It finds every matching run, or more. */
export interface SearchPart {
  /** The filter; undefined if it would match every run. */
  readonly where: RunFilter | undefined;
  /** Whether the search finds matching runs only. */
  readonly isWhole: boolean;
}

/** Converts a condition to a filter. Search cannot check words, titles and durations. */
export function toSearchPart(condition: RunCondition): SearchPart {
  switch (condition.kind) {
    case "word":
      return { where: undefined, isWhole: false };
    case "exists":
      return ofProperty(condition.property, { exists: condition.exists });
    case "compared":
      return ofProperty(condition.property, toComparison(condition));
    case "all":
    case "any":
      return joined(condition.kind, condition.of.map(toSearchPart));
  }
}

function joined(kind: "all" | "any", parts: readonly SearchPart[]): SearchPart {
  const filters = parts.flatMap(({ where }) => where ?? []);
  const isWhole = parts.every((part) => part.isWhole);
  // An alternative that a search cannot check matches every run.
  if (filters.length === 0 || kind === "any" && filters.length < parts.length) {
    return { where: undefined, isWhole };
  }
  const [only, ...others] = filters;
  if (others.length === 0) return { where: only, isWhole };
  return { where: kind === "all" ? { and: filters } : { or: filters }, isWhole };
}

function ofProperty(property: Property, comparisons: object): SearchPart {
  const name = searchProperty(property);
  if (name === undefined) return { where: undefined, isWhole: false };
  // The conditions were read so that each property is compared with a value of its type.
  return { where: { [name]: comparisons } as RunFilter, isWhole: true };
}

/** Returns the name of a property in searches; undefined if searches do not support it. */
export function searchProperty(property: Property): RunProperty | undefined {
  switch (property.kind) {
    case "parameter":
      return `parameters.${property.name}`;
    case "metric":
      return `metrics.${property.path}`;
    case "tag":
      return `tags.${property.name}`;
    case "own":
      switch (property.name) {
        case "name":
        case "description":
        case "notes":
        case "commit":
        case "duration":
          return undefined;
        default:
          return property.name;
      }
  }
}

function toComparison({ property, comparison, value }: Compared): object {
  const isTime = property.kind === "own" && property.type === "time";
  const isText = comparison === "eq" || comparison === "ne" || comparison === "contains";
  if (isTime) return { [comparison]: new Date(value) };
  // Text as it was typed finds numbers and text.
  return { [comparison]: isText && property.kind !== "metric" ? value : Number(value) };
}
