/**
 * Reads one item after another, with other work in between.
 *
 * @module
 */
import type { Tables } from "./store/store.ts";

/**
 * Applies a function to each item. Between two items other work continues, if that is due. A store
 * whose reads never block the event loop gets all of them at once, which is faster.
 *
 * @param giveWay Lets other work continue; undefined if no read blocks the event loop
 */
export async function inTurns<Item, Result>(
  items: readonly Item[],
  giveWay: Tables["giveWay"],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  if (!giveWay) return await Promise.all(items.map(work));
  const results: Result[] = [];
  for (const item of items) {
    results.push(await work(item));
    await giveWay();
  }
  return results;
}
