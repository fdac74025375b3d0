/** The model of lists: order and pages. */
import { type Members, type Plain, textIn } from "./plain.ts";
import type { Thing } from "./state.ts";

/** Members without some. */
export function without(members: Members, ...names: readonly string[]): Members {
  return Object.fromEntries(Object.entries(members).filter(([name]) => !names.includes(name)));
}

/** A list, cut into pages as its request has it. */
export function cut(items: readonly Plain[], input: Members): Plain {
  const size = Number(input["MaxResults"] ?? 10);
  const pages: (readonly Plain[])[] = [];
  for (let start = 0; start === 0 || start < items.length; start += size) {
    pages.push(items.slice(start, start + size));
  }
  return pages;
}

/** Whether one text comes before another, by code points. */
export function compareTexts(left: string, right: string): number {
  const [a, b] = [Array.from(left), Array.from(right)];
  for (const [index, one] of a.entries()) {
    const difference = (one.codePointAt(0) ?? 0) - (b[index]?.codePointAt(0) ?? -1);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** The pages of a list of things, in the order that its request asks for. */
export function pagesOf<T extends Thing>(
  things: ReadonlyMap<string, T>,
  input: Members,
  show: (thing: T) => Members,
  isWanted: (thing: T, key: string) => boolean = () => true,
): Plain {
  const sign = textIn(input, "SortOrder") === "Ascending" ? 1 : -1;
  const found = Array.from(things).filter(([key, thing]) => isWanted(thing, key));
  found.sort(([a, left], [b, right]) => {
    const byTime = textIn(input, "SortBy") === "Name" ? 0 : left.created - right.created;
    return sign * (byTime || compareTexts(a, b));
  });
  return cut(found.map(([, thing]) => show(thing)), input);
}
