/**
 * Filters and sorts runs by text in the language of `text/read_conditions.ts`. Pure.
 *
 * @module
 */
import { meets } from "../../text/condition.ts";
import { sortRuns } from "../../text/order.ts";
import { readProperty, unknownText } from "../../text/property.ts";
import { readConditions } from "../../text/read_conditions.ts";
import { firstValueOf } from "../../text/run_values.ts";
import type { RunFacts } from "../wire.ts";

/** Returns whether a run matches. */
export type Filter = (run: RunFacts) => boolean;

/** Reads a search text. A term that cannot be read matches every run. */
export function readFilter(text: string): Filter {
  const { condition } = readConditions(text);
  return (run) => meets(run, condition);
}

/** Returns the problems of a search text: terms that cannot be read, and names that no run has. */
export function noticesOf(text: string, runs: readonly RunFacts[]): readonly string[] {
  const { problems, properties } = readConditions(text);
  const unknown = properties.filter((property) =>
    runs.every((run) => firstValueOf(run, property) === undefined)
  );
  return [...problems, ...unknown.map(unknownText)];
}

/** An order: a property and a direction. */
export interface Order {
  /** Property to sort by. */
  readonly property: string;
  /** Whether the largest comes first. */
  readonly isDescending: boolean;
}

/** Reads an order from the URL: `-metrics.loss` is descending. */
export function readOrder(text: string): Order {
  return text.startsWith("-")
    ? { property: text.slice(1), isDescending: true }
    : { property: text, isDescending: false };
}

/** Sorts runs. Those without a value come last, in either direction. */
export function sorted(
  runs: readonly RunFacts[],
  { property, isDescending }: Order,
): readonly RunFacts[] {
  const read = readProperty(property);
  const typed = "problem" in read ? { text: property, of: [] } : read;
  return sortRuns(runs, typed, isDescending ? "descending" : "ascending");
}
