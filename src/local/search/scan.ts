/**
 * Searches that read every entity, for sort orders without an index in the store.
 *
 * @module
 */
import type { EntityKind } from "../store/entities.ts";
import type { Tables } from "../store/store.ts";
import { compareValues, type Value, valuesOf } from "./properties.ts";
import type { Match, Matches, SearchQuery } from "./query.ts";
import { entitySlices } from "./slices.ts";

/** A match, and its value of the sort property. */
interface SortedMatch {
  readonly match: Match;
  readonly value: Value | undefined;
}

/** Returns a page of matches, after a number of results. */
export async function scan(
  tables: Tables,
  kind: EntityKind,
  query: SearchQuery,
  start: number,
): Promise<Matches> {
  const { resource, sortBy, descending, size } = query;
  const compare = inOrder(descending);
  const end = start + size;
  let total = 0;
  let first: readonly SortedMatch[] = [];
  for await (const slice of entitySlices(tables, kind, query)) {
    const found: SortedMatch[] = [];
    for (const entity of slice) {
      const match = await query.find(entity);
      if (match) found.push({ match, value: valuesOf(resource, match.record, sortBy)[0] });
    }
    total += found.length;
    first = merge(first, found.sort(compare), compare, end);
  }
  return {
    items: first.slice(start, end).map(({ match }) => match),
    total: { Value: total, Relation: "EqualTo" },
    next: end < total ? end : undefined,
  };
}

type Compare = (a: SortedMatch, b: SortedMatch) => number;

/** Sorts by a property, then by key. In both directions, records without the property come last. */
function inOrder(descending: boolean): Compare {
  const sign = descending ? -1 : 1;
  return ({ match: a, value: left }, { match: b, value: right }) => {
    const byKey = compareValues(a.entity.key, b.entity.key);
    if (left === right) return byKey;
    if (left === undefined) return 1;
    if (right === undefined) return -1;
    return sign * compareValues(left, right) || byKey;
  };
}

/** Returns the first items of two sorted lists in order, at most `most`. */
function merge(
  left: readonly SortedMatch[],
  right: readonly SortedMatch[],
  compare: Compare,
  most: number,
): readonly SortedMatch[] {
  const merged: SortedMatch[] = [];
  let [l, r] = [0, 0];
  while (merged.length < most) {
    const [a, b] = [left[l], right[r]];
    const isLeft = a !== undefined && (b === undefined || compare(a, b) <= 0);
    const next = isLeft ? a : b;
    if (!next) break;
    merged.push(next);
    if (isLeft) l++;
    else r++;
  }
  return merged;
}
