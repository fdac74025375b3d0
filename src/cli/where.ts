/**
 * Conditions and orders as they are typed: `metrics.loss.min<0.3`, `parameters.optimizer=adam`.
 *
 * @module
 */
import type { RunFilter, RunProperty } from "../../mod.ts";
import { parseCondition } from "../text/condition.ts";
import { UsageError } from "./usage_error.ts";

/**
 * Reads conditions; all of them must hold.
 *
 * @throws {UsageError} when one is none
 */
export function readWhere(texts: readonly string[]): RunFilter {
  return { and: texts.map(readCondition) };
}

/** Reads an order; whether there is such a property is the search's to say. */
export function readOrder(text: string | undefined): RunProperty | undefined {
  // The search refuses a property that no run has, by its name.
  return text as RunProperty | undefined;
}

function readCondition(text: string): RunFilter {
  const condition = parseCondition(text);
  if (condition === undefined) {
    throw new UsageError(
      `A condition is {property}{=, !=, <, <=, >, >= or ~}{value}, and not "${text}"`,
    );
  }
  const { property, comparison, value } = condition;
  const number = value.trim() === "" ? NaN : Number(value);
  const isOrder = !["eq", "ne", "contains"].includes(comparison);
  if (isOrder && Number.isNaN(number) && Number.isNaN(Date.parse(value))) {
    throw new UsageError(`"${text}" compares with a number or a time, and not with "${value}"`);
  }
  const wanted = comparison === "contains" || (!isOrder && Number.isNaN(number))
    ? value
    : Number.isNaN(number)
    ? new Date(value)
    : number;
  // The search refuses a property that no run has, by its name.
  return { [property]: { [comparison]: wanted } } as RunFilter;
}
