/**
 * Searches along an index of the store. The cost of a page depends on its matches and the entries
 * skipped, not on the size of the store.
 *
 * @module
 */
import type { Walk, WalkPlace, WalkTables } from "../store/walk.ts";
import { type WalkedTables, walkSlices } from "./slices.ts";
import type { Match, Matches, SearchQuery } from "./query.ts";
import { otherMetric, planWalk } from "./walk_plan.ts";

/**
 * Returns a page of trial components that match a search, after a position. Returns undefined if
 * the store has no index for the sort order.
 */
export async function walkAlong(
  { walks, giveWay }: WalkedTables,
  query: SearchQuery,
  start: WalkPlace | undefined,
): Promise<Matches | undefined> {
  const { expression, sortBy, descending, size } = query;
  const plan = planWalk(expression, sortBy, descending);
  if (!plan || await isAmbiguous(walks, sortBy)) return undefined;
  const items: { readonly match: Match; readonly place: WalkPlace }[] = [];
  // A component whose value changes meanwhile may come by again.
  const found = new Set<string>();
  for await (const slice of walkSlices({ walks, giveWay }, plan, start)) {
    for (const { entity, value } of slice) {
      const match = found.has(entity.key) ? undefined : await query.find(entity);
      if (!match) continue;
      found.add(entity.key);
      items.push({ match, place: { value, key: entity.key } });
    }
    if (items.length > size) break;
  }
  const isLast = items.length <= size;
  const isWhole = isLast && start === undefined;
  return {
    items: items.slice(0, size).map(({ match }) => match),
    total: { Value: items.length, Relation: isWhole ? "EqualTo" : "GreaterThanOrEqualTo" },
    next: isLast ? undefined : items[size - 1]?.place,
  };
}

/**
 * Returns whether some components have a metric whose name others would read as a metric and a
 * statistic.
 */
async function isAmbiguous(walks: WalkTables, sortBy: string): Promise<boolean> {
  const name = otherMetric(sortBy);
  if (name === undefined) return false;
  const walk: Walk = {
    by: { kind: "metric", name, statistic: "Last" },
    descending: false,
    parameters: [],
    limit: 1,
  };
  const [first] = await walks.components(walk);
  return first !== undefined && first.value !== null;
}
