/**
 * Reads entities for a search, a bounded number at a time. Between slices, other work continues.
 *
 * @module
 */
import { entitySlices } from "../entity_slices.ts";
import { type Entity, type EntityKind, EVERYTHING } from "../store/entities.ts";
import type { Tables } from "../store/store.ts";
import type { WalkPlace } from "../store/walk.ts";
import type { SearchQuery } from "./query.ts";
import { ambiguousIn, LONGEST_READ } from "./walk.ts";
import { parentsIn, planWalk } from "./walk_plan.ts";

/** Yields every entity that may match a search in slices, in any order. */
export async function* candidateSlices(
  tables: Tables,
  kind: EntityKind,
  { expression }: SearchQuery,
): AsyncGenerator<readonly Entity[]> {
  // Each comes by once: the time of creation does not change.
  const order = "CreationTime";
  const { walks, giveWay } = tables;
  const plan = walks && kind === "component" &&
    planWalk(expression, order, true, await ambiguousIn(walks, expression, order));
  if (plan) {
    let after: WalkPlace | undefined;
    do {
      const stretch = await walks.components({ ...plan, after, limit: LONGEST_READ });
      yield stretch.components.map(({ entity }) => entity);
      after = stretch.next;
      await giveWay?.();
    } while (after);
    return;
  }
  // A condition that every match must meet lets the store read fewer components.
  const query = { ...EVERYTHING, ...(kind === "component" ? parentsIn(expression) : {}) };
  yield* entitySlices(tables, kind, query, LONGEST_READ);
}
