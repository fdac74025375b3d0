/**
 * Reads entities for a search, a bounded number at a time. Between slices, other work continues.
 *
 * @module
 */
import { type Entity, type EntityKind, EVERYTHING } from "../store/entities.ts";
import type { Tables } from "../store/store.ts";
import type { Walked, WalkPlace, WalkTables } from "../store/walk.ts";
import type { SearchQuery } from "./query.ts";
import { parentsIn, planWalk, type WalkPlan } from "./walk_plan.ts";

/** Number of components to read first: few, because often they are enough. */
const FIRST_READ = 128;
/** Maximum number of components to read at a time. To match them takes milliseconds. */
const LONGEST_READ = 256;
/** Number of index entries to scan per component read: to skip one is cheaper. */
const ENTRIES_PER_READ = 8;

/** The tables of a walk. */
export interface WalkedTables extends Pick<Tables, "giveWay"> {
  readonly walks: WalkTables;
}

/** Yields the components of a walk in slices, after a position. Some slices may be empty. */
export async function* walkSlices(
  { walks, giveWay }: WalkedTables,
  plan: WalkPlan,
  start: WalkPlace | undefined,
): AsyncGenerator<readonly Walked[]> {
  let after = start;
  for (let limit = FIRST_READ;; limit = LONGEST_READ) {
    const walk = { ...plan, after, limit };
    const until = await walks.stretch?.(walk, limit * ENTRIES_PER_READ);
    const read = await walks.components({ ...walk, until });
    yield read;
    const last = read.at(-1);
    if (last && read.length >= limit) after = { value: last.value, key: last.entity.key };
    else if (until) after = until;
    else return;
    await giveWay?.();
  }
}

/** Yields every entity that may match a search in slices, in any order. */
export async function* entitySlices(
  { entities, walks, giveWay }: Tables,
  kind: EntityKind,
  { expression }: SearchQuery,
): AsyncGenerator<readonly Entity[]> {
  // Each comes by once: the time of creation does not change.
  const plan = walks && kind === "component" && planWalk(expression, "CreationTime", true);
  if (plan) {
    for await (const slice of walkSlices({ walks, giveWay }, plan, undefined)) {
      yield slice.map(({ entity }) => entity);
    }
    return;
  }
  // A condition that every match must meet lets the store read fewer components.
  const query = { ...EVERYTHING, ...(kind === "component" ? parentsIn(expression) : {}) };
  // A store that never holds up the event loop reads all at once faster than one by one.
  const limit = giveWay ? LONGEST_READ : EVERYTHING.limit;
  let after: Entity | undefined;
  do {
    const read = await entities.list(kind, { ...query, after, limit });
    yield read;
    after = read.length < limit ? undefined : read.at(-1);
    await giveWay?.();
  } while (after);
}
