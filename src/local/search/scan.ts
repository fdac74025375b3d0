/**
 * Searches by reading every entity, in an order for which no index exists.
 *
 * @module
 */
import type { Entity, EntityKind } from "../store/entities.ts";
import type { Tables } from "../store/store.ts";
import type { WalkPlace } from "../store/walk.ts";
import { comparePlaces, placeOf } from "./order.ts";
import type { Match, Matches, SearchQuery } from "./query.ts";
import { candidateSlices } from "./slices.ts";

/** A match, and its position in the order. */
interface Placed {
  readonly match: Match;
  readonly place: WalkPlace;
}

/**
 * Returns a page of matches, after a number of results.
 *
 * @param few The only entities that can match, if they are known
 */
export async function scan(
  tables: Tables,
  kind: EntityKind,
  query: SearchQuery,
  start: number,
  few?: readonly Entity[],
): Promise<Matches> {
  const compare = (a: Placed, b: Placed): number => comparePlaces(a.place, b.place, query);
  const end = start + query.size;
  let total = 0;
  let first: readonly Placed[] = [];
  for await (const slice of few ? [few] : candidateSlices(tables, kind, query)) {
    const found: Placed[] = [];
    for (const entity of slice) {
      const match = await query.find(entity);
      if (match) found.push({ match, place: placeOf(match, query) });
      await tables.giveWay?.();
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

/** Returns the first items of two sorted lists in order, at most `most`. */
function merge(
  left: readonly Placed[],
  right: readonly Placed[],
  compare: (a: Placed, b: Placed) => number,
  most: number,
): readonly Placed[] {
  const merged: Placed[] = [];
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
