/**
 * Searches that read every entity, for sort orders without an index in the store.
 *
 * @module
 */
import {
  type Entity,
  type EntityKind,
  type EntityQuery,
  type EntityTables,
  EVERYTHING,
} from "../store/entities.ts";
import { sortMatches } from "./order.ts";
import type { Match, Matches, SearchQuery } from "./query.ts";
import { parentsIn } from "./walk_plan.ts";

/**
 * Returns a page of matches, after a number of results.
 *
 * @param few The only entities that can match, if they are known
 */
export async function scan(
  tables: EntityTables,
  kind: EntityKind,
  query: SearchQuery,
  start: number,
  few?: readonly Entity[],
): Promise<Matches> {
  // A condition that every match must meet lets the store read fewer components.
  const parents: Partial<EntityQuery> = kind === "component" ? parentsIn(query.expression) : {};
  const found: Match[] = [];
  for (const entity of few ?? await tables.list(kind, { ...EVERYTHING, ...parents })) {
    const match = await query.find(entity);
    if (match) found.push(match);
  }
  sortMatches(found, query);
  const end = start + query.size;
  return {
    items: found.slice(start, end),
    total: { Value: found.length, Relation: "EqualTo" },
    next: end < found.length ? end : undefined,
  };
}
