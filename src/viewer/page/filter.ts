/**
 * Runs that a visitor looks for, and their order: the language of `text/read_conditions.ts`. Pure.
 *
 * @module
 */
import { meets } from "../../text/condition.ts";
import { sortRuns } from "../../text/order.ts";
import { readProperty, unknownText } from "../../text/property.ts";
import { readConditions } from "../../text/read_conditions.ts";
import { firstValueOf } from "../../text/run_values.ts";
import type { RunFacts } from "../wire.ts";

/** Says whether a run is meant. */
export type Filter = (run: RunFacts) => boolean;

/** Reads what was typed. A term that cannot be read lets every run through. */
export function readFilter(text: string): Filter {
  const { condition } = readConditions(text);
  return (run) => meets(run, condition);
}

/** What to tell of what was typed: terms that cannot be read, and names that none of the runs has. */
export function noticesOf(text: string, runs: readonly RunFacts[]): readonly string[] {
  const { problems, properties } = readConditions(text);
  const unknown = properties.filter((property) =>
    runs.every((run) => firstValueOf(run, property) === undefined)
  );
  return [...problems, ...unknown.map(unknownText)];
}

/** An order: a property, and whether it goes down. */
export interface Order {
  /** The property. */
  readonly property: string;
  /** Whether the largest comes first. */
  readonly isDescending: boolean;
}

/** Reads an order as the address has it: `-metrics.loss` goes down. */
export function readOrder(text: string): Order {
  return text.startsWith("-")
    ? { property: text.slice(1), isDescending: true }
    : { property: text, isDescending: false };
}

/** Runs in an order; those without a value come last, whichever way it goes. */
export function sorted(
  runs: readonly RunFacts[],
  { property, isDescending }: Order,
): readonly RunFacts[] {
  const read = readProperty(property);
  const typed = "problem" in read ? { text: property, of: [] } : read;
  return sortRuns(runs, typed, isDescending ? "descending" : "ascending");
}
