/**
 * The parts of an index that a walk passes through.
 *
 * @module
 */
import type { ValueRange, WalkProperty } from "./walk.ts";

/** A value in an index. */
export type IndexValue = number | string;

/** One end of a span. */
interface Edge {
  readonly value: IndexValue;
  /** Whether the value itself is outside. */
  readonly isOpen: boolean;
}

/** Consecutive values of an index. */
export interface Span {
  /** Lowest value; undefined for the first of the index. */
  readonly low?: Edge | undefined;
  /** Highest value; undefined for the last of the index. */
  readonly high?: Edge | undefined;
}

/** Returns the spans of a range in an index, in ascending order; all of the index if undefined. */
export function spansOf(by: WalkProperty, range: ValueRange | undefined): readonly Span[] {
  if (by.kind === "metric") return numbersOf(finite(range ?? { from: -Infinity, to: Infinity }));
  if (!range) return [{}];
  const numbers = by.kind === "name" ? [] : numbersOf(range);
  const { texts } = range;
  if (texts === "none" || by.kind === "created" || by.kind === "modified") return numbers;
  // Every text is at least the empty one, and greater than every number.
  const text = texts === "all"
    ? { low: closed("") }
    : { low: closed(texts.only), high: closed(texts.only) };
  return [...numbers, text];
}

type Numbers = Pick<ValueRange, "from" | "to">;

function numbersOf({ from, to }: Numbers): readonly Span[] {
  return from <= to ? [{ low: closed(from), high: closed(to) }] : [];
}

/** Returns a range without the infinities, which stand for a summary without finite points. */
function finite({ from, to }: Numbers): Numbers {
  return { from: Math.max(from, -Number.MAX_VALUE), to: Math.min(to, Number.MAX_VALUE) };
}

/** Returns the part of a span that a walk in this direction reaches after a value, or undefined. */
export function beyond(span: Span, value: IndexValue, descending: boolean): Span | undefined {
  const { low, high } = span;
  const here: Edge = { value, isOpen: true };
  if (descending) {
    if (low && compare(value, low.value) <= 0) return undefined;
    return { low, high: high && compare(value, high.value) > 0 ? high : here };
  }
  if (high && compare(value, high.value) >= 0) return undefined;
  return { low: low && compare(value, low.value) < 0 ? low : here, high };
}

/** Returns the part of a span that a walk in this direction reaches before a value. */
export function before({ low, high }: Span, value: IndexValue, descending: boolean): Span {
  const here: Edge = { value, isOpen: true };
  return descending ? { low: here, high } : { low, high: here };
}

function closed(value: IndexValue): Edge {
  return { value, isOpen: false };
}

/** Compares two values as the index does. Of two strings, only whether they are equal matters. */
function compare(a: IndexValue, b: IndexValue): number {
  if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
  return a < b ? -1 : Number(a > b);
}
