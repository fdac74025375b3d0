/**
 * Searches along an index of the store. The cost of a page depends on its matches and the entries
 * passed over, not on the size of the store.
 *
 * @module
 */
import { inTurns } from "../in_turns.ts";
import type { Entity } from "../store/entities.ts";
import type { Tables } from "../store/store.ts";
import type { Walk, Walked, WalkPlace, WalkTables } from "../store/walk.ts";
import type { Expression } from "./expression.ts";
import { comparePlaces, placeOf, sortMatches } from "./order.ts";
import type { Match, Matches, SearchQuery } from "./query.ts";
import { otherMetrics, planWalk, selectionOf, type WalkPlan } from "./walk_plan.ts";

/** Number of entries to scan first, beyond a page: often all but a few match. */
const FIRST_SPARE = 28;
/** Maximum number of entries to scan at a time. To skip one is cheap. */
const LONGEST_LOOK = 2_048;
/** Maximum number of components to read at a time, about. To match them takes milliseconds. */
export const LONGEST_READ = 256;

/**
 * Number of entries to scan before asking for the few components that one condition selects.
 * Where matches are frequent, a page is full before that.
 */
const PATIENCE = 512;

/** Maximum number of components to read and sort at once. */
const FEW = 512;

/** The tables of a walk. */
export interface WalkedTables extends Pick<Tables, "giveWay"> {
  readonly walks: WalkTables;
}

/** A match and its position in the walk. */
interface Found {
  readonly match: Match;
  readonly place: WalkPlace;
}

/** Matches and position of a walk that may continue. */
interface Progress {
  /** Matches so far. */
  readonly found: readonly Found[];
  /** Position of the last entry scanned; undefined at the end of the walk. */
  readonly passed: WalkPlace | undefined;
}

/**
 * Returns a page of trial components that match a search, after a position. Returns undefined if
 * the store has no index for the sort order.
 */
export async function walkAlong(
  tables: WalkedTables,
  query: SearchQuery,
  start: WalkPlace | undefined,
): Promise<Matches | undefined> {
  const { walks } = tables;
  const { expression, sortBy, descending, size } = query;
  const ambiguous = await ambiguousIn(walks, expression, sortBy);
  const plan = planWalk(expression, sortBy, descending, ambiguous);
  if (!plan) return undefined;
  const first = await follow(tables, query, plan, { found: [], passed: start }, PATIENCE);
  if (!first.passed || first.found.length > size) return pageOf(first.found, size, start);
  const few = await walks.few(selectionOf(expression, ambiguous), FEW);
  if (few) {
    const found = await foundAmong(few, query, start, tables.giveWay);
    const page = pageOf(found, size, start);
    return start ? page : { ...page, total: { Value: found.length, Relation: "EqualTo" } };
  }
  const { found } = await follow(tables, query, plan, first, Infinity);
  return pageOf(found, size, start);
}

/**
 * Returns the only components that can match a search in any order, or undefined if no condition
 * alone selects few.
 */
export async function fewCandidates(
  walks: WalkTables,
  { expression, sortBy }: SearchQuery,
): Promise<readonly Entity[] | undefined> {
  const ambiguous = await ambiguousIn(walks, expression, sortBy);
  return await walks.few(selectionOf(expression, ambiguous), FEW);
}

/** Continues a walk until it has found a page, or scanned about `most` entries. */
async function follow(
  { walks, giveWay }: WalkedTables,
  query: SearchQuery,
  plan: WalkPlan,
  { found: before, passed }: Progress,
  most: number,
): Promise<Progress> {
  const found = [...before];
  // A component whose value changes meanwhile may come by again.
  const keys = new Set(found.map(({ match }) => match.entity.key));
  let after = passed;
  let limit = query.size + FIRST_SPARE;
  for (let scanned = 0; scanned < most;) {
    const stretch = await walks.components({ ...plan, after, limit });
    // Where all match, the spare need not be checked.
    const missing = query.size + 1 - found.length;
    for (const [start, end] of [[0, missing], [missing, Infinity]]) {
      if (found.length > query.size) break;
      const some = stretch.components.slice(start, end);
      for (const one of await matchesAmong(some, query, giveWay)) {
        const { key } = one.match.entity;
        if (!keys.has(key)) found.push(one);
        keys.add(key);
      }
    }
    after = stretch.next;
    if (!after || found.length > query.size) break;
    scanned += stretch.scanned;
    const isSparse = stretch.components.length < stretch.scanned / 8;
    limit = Math.min(2 * limit, isSparse ? LONGEST_LOOK : LONGEST_READ);
    await giveWay?.();
  }
  return { found, passed: after };
}

/** Returns those of some components that match, in order. */
async function matchesAmong(
  components: readonly Walked[],
  query: SearchQuery,
  giveWay: Tables["giveWay"],
): Promise<readonly Found[]> {
  // A component may have thousands of metrics.
  const found = await inTurns(components, giveWay, async ({ entity, value }) => {
    const match = await query.find(entity);
    return match ? [{ match, place: { value, key: entity.key } }] : [];
  });
  return found.flat();
}

async function foundAmong(
  entities: readonly Entity[],
  query: SearchQuery,
  start: WalkPlace | undefined,
  giveWay: Tables["giveWay"],
): Promise<readonly Found[]> {
  const matches = (await inTurns(entities, giveWay, query.find)).filter((match) => !!match);
  sortMatches(matches, query);
  return matches.map((match) => ({ match, place: placeOf(match, query) }))
    .filter(({ place }) => !start || comparePlaces(place, start, query) > 0);
}

function pageOf(found: readonly Found[], size: number, start: WalkPlace | undefined): Matches {
  const isLast = found.length <= size;
  const isWhole = isLast && start === undefined;
  return {
    items: found.slice(0, size).map(({ match }) => match),
    total: { Value: found.length, Relation: isWhole ? "EqualTo" : "GreaterThanOrEqualTo" },
    next: isLast ? undefined : found[size - 1]?.place,
  };
}

/** Returns the metrics of the store whose names others would read as a metric and a statistic. */
export async function ambiguousIn(
  walks: WalkTables,
  expression: Expression,
  sortBy: string,
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const name of otherMetrics(expression, sortBy)) {
    const walk: Walk = {
      by: { kind: "metric", name, statistic: "Last" },
      descending: false,
      within: { from: -Infinity, to: Infinity, texts: "none" },
      conditions: [],
      limit: 1,
    };
    const { scanned } = await walks.components(walk);
    if (scanned > 0) found.add(name);
  }
  return found;
}
