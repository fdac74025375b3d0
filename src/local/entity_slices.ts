/**
 * Reads entities a bounded number at a time, with other work in between.
 *
 * @module
 */
import { type Entity, type EntityKind, type EntityQuery, EVERYTHING } from "./store/entities.ts";
import type { Tables } from "./store/store.ts";

/**
 * Yields the entities of a query in slices, in its order. Between two slices other work continues, if
 * that is due. A store whose reads never block the event loop reads all at once, which is faster.
 */
export async function* entitySlices(
  { entities, giveWay }: Pick<Tables, "entities" | "giveWay">,
  kind: EntityKind,
  query: EntityQuery,
  size: number,
): AsyncGenerator<readonly Entity[]> {
  const limit = giveWay ? size : EVERYTHING.limit;
  let after = query.after;
  do {
    const read = await entities.list(kind, { ...query, after, limit });
    yield read;
    after = read.length < limit ? undefined : read.at(-1);
    await giveWay?.();
  } while (after);
}
