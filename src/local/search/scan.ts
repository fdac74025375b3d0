/**
 * Searches that read every entity, for sort orders without an index in the store.
 *
 * @module
 */
import {
  type EntityKind,
  type EntityQuery,
  type EntityTables,
  EVERYTHING,
} from "../store/entities.ts";
import { compareValues, type Value, valuesOf } from "./properties.ts";
import type { Match, Matches, SearchQuery } from "./query.ts";
import { parentsIn } from "./walk_plan.ts";

/** Returns a page of matches, after a number of results. */
export async function scan(
  tables: EntityTables,
  kind: EntityKind,
  query: SearchQuery,
  start: number,
): Promise<Matches> {
  // A condition that every match must meet lets the store read fewer components.
  const parents: Partial<EntityQuery> = kind === "component" ? parentsIn(query.expression) : {};
  const found: Match[] = [];
  for (const entity of await tables.list(kind, { ...EVERYTHING, ...parents })) {
    const match = await query.find(entity);
    if (match) found.push(match);
  }
  sort(found, query);
  const end = start + query.size;
  return {
    items: found.slice(start, end),
    total: { Value: found.length, Relation: "EqualTo" },
    next: end < found.length ? end : undefined,
  };
}

/** Sorts by a property, then by key. In both directions, records without the property come last. */
function sort(found: Match[], { resource, sortBy, descending }: SearchQuery): void {
  const sign = descending ? -1 : 1;
  const keyed = new Map<Match, Value | undefined>(
    found.map((match) => [match, valuesOf(resource, match.record, sortBy)[0]]),
  );
  found.sort((a, b) => {
    const [left, right] = [keyed.get(a), keyed.get(b)];
    const byKey = compareValues(a.entity.key, b.entity.key);
    if (left === right) return byKey;
    if (left === undefined) return 1;
    if (right === undefined) return -1;
    return sign * compareValues(left, right) || byKey;
  });
}
