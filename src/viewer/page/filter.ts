/**
 * Runs that a visitor looks for, and their order. Pure.
 *
 * @module
 */
import { type Comparison, parseCondition } from "../../text/condition.ts";
import type { RunFacts } from "../wire.ts";
import { titleOf, type Value, valueOf } from "./properties.ts";

/** Says whether a run is meant. */
export type Filter = (run: RunFacts) => boolean;

/**
 * Reads what was typed: conditions such as `metrics.loss<0.3`, and words that the run's name, status,
 * remarks, tags or parameters contain. All must hold; quotes keep spaces.
 */
export function readFilter(text: string): Filter {
  const terms = text.match(/(?:"[^"]*"|[^\s"])+/g) ?? [];
  const filters = terms.map((term) => toFilter(term.replaceAll('"', "")));
  return (run) => filters.every((holds) => holds(run));
}

function toFilter(term: string): Filter {
  const condition = parseCondition(term);
  if (!condition) return containing(term.toLowerCase());
  const { property, comparison, value } = condition;
  const number = value.trim() === "" ? NaN : Number(value);
  const time = Number.isNaN(number) ? Date.parse(value) : NaN;
  return (run) => {
    const found = valueOf(run, property);
    return found !== undefined && holds(comparison, found, { value, number, time });
  };
}

interface Wanted {
  readonly value: string;
  readonly number: number;
  readonly time: number;
}

function holds(comparison: Comparison, found: string | number, wanted: Wanted): boolean {
  if (comparison === "contains") {
    return String(found).toLowerCase().includes(wanted.value.toLowerCase());
  }
  if (comparison === "eq" || comparison === "ne") {
    const isEqual = typeof found === "number"
      ? found === wanted.number
      : found.toLowerCase() === wanted.value.toLowerCase();
    return isEqual === (comparison === "eq");
  }
  const [left, right] = typeof found === "number"
    ? [found, wanted.number]
    : [Date.parse(found), Number.isNaN(wanted.number) ? wanted.time : NaN];
  switch (comparison) {
    case "lt":
      return left < right;
    case "lte":
      return left <= right;
    case "gt":
      return left > right;
    case "gte":
      return left >= right;
  }
}

function containing(word: string): Filter {
  return (run) => {
    const { description = "", notes = "", status = "", runName, tags, parameters } = run;
    const texts = [titleOf(run), runName, status, description, notes, ...Object.values(tags)];
    return texts.concat(Object.values(parameters).filter((value) => typeof value === "string"))
      .some((text) => text.toLowerCase().includes(word));
  };
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
  const sign = isDescending ? -1 : 1;
  const keyed = runs.map((run) => ({ run, value: valueOf(run, property) }));
  const collator = new Intl.Collator("en", { numeric: true });
  return keyed.sort((a, b) => compare(a.value, b.value, sign, collator)).map(({ run }) => run);
}

function compare(a: Value, b: Value, sign: number, collator: Intl.Collator): number {
  if (a === undefined || b === undefined) {
    return a === b ? 0 : a === undefined ? 1 : -1;
  }
  if (typeof a === "number" && typeof b === "number") return sign * (a - b);
  // Numbers before texts, where a parameter has both.
  if (typeof a === "number" || typeof b === "number") return typeof a === "number" ? -1 : 1;
  return sign * collator.compare(a, b);
}
