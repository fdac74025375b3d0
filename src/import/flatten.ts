/**
 * Flattens nested values to names with dots, as parameters and rows have them.
 *
 * @module
 */
import type { ParameterValue } from "../rules/parameters.ts";

/** Greatest depth of nested objects; what is deeper stays one value, as JSON. */
const MOST_LEVELS = 20;

/** Yields the members of a nested object with their paths. Lists and empty objects are values. */
export function* flatten(
  value: unknown,
  path = "",
  level = 0,
): Generator<readonly [string, unknown]> {
  const isNested = typeof value === "object" && value !== null && !Array.isArray(value) &&
    !(value instanceof Date) && level < MOST_LEVELS;
  const entries = isNested ? Object.entries(value) : [];
  if (entries.length === 0) {
    if (path !== "" || !isNested) yield [path, value];
    return;
  }
  for (const [name, member] of entries) {
    yield* flatten(member, path === "" ? name : `${path}.${name}`, level + 1);
  }
}

/** Returns a value as a parameter: lists and other objects as JSON. */
export function parameterOf(value: unknown): ParameterValue {
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return value;
  if (typeof value === "bigint") return String(value);
  if (value instanceof Date) return value.toISOString();
  return JSON.stringify(value) ?? String(value);
}

/** Returns a nested object as parameters. */
export function parametersIn(value: unknown): Map<string, ParameterValue> {
  const parameters = new Map<string, ParameterValue>();
  for (const [name, member] of flatten(value)) {
    if (name !== "") parameters.set(name, parameterOf(member));
  }
  return parameters;
}
