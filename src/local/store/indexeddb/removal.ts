/**
 * Removes the points of deleted components, a bounded number of rows per transaction, so that no
 * other page waits for a long run's deletion.
 *
 * @module
 */
import { REMOVED_NAMES, removedName } from "../removed_series.ts";
import { EMPTY_SUMMARY } from "../running_summary.ts";
import type { SeriesRow } from "./series_row.ts";
import type { Transaction } from "./transaction.ts";

/** Maximum number of rows to remove per transaction. A row has up to 256 points. */
export const REMOVED_CHUNKS = 200;

/**
 * Takes series away from their component, and removes the first of their points. The rest is for
 * {@linkcode removeSlice}.
 */
export async function removeSeries(
  transaction: Transaction,
  all: readonly Pick<SeriesRow, "id">[],
): Promise<void> {
  let left = REMOVED_CHUNKS;
  for (const { id } of all) {
    left -= await removeChunks(transaction, id, left);
    if (left > 0) await transaction.remove("series", id);
    else {
      const row: SeriesRow = { id, component: removedName(id), name: "", ...EMPTY_SUMMARY };
      await transaction.put("series", row);
    }
  }
}

/** Returns whether points of deleted components are left. */
export async function hasRemovedSeries(transaction: Transaction): Promise<boolean> {
  return (await removedSeries(transaction, 1)).length > 0;
}

/**
 * Removes points of deleted components, at most {@linkcode REMOVED_CHUNKS} rows.
 *
 * @returns `true` if more of them may be left
 */
export async function removeSlice(transaction: Transaction): Promise<boolean> {
  let left = REMOVED_CHUNKS;
  for (const { id } of await removedSeries(transaction, REMOVED_CHUNKS)) {
    left -= await removeChunks(transaction, id, left);
    // The row of the series counts as well.
    if (left-- <= 0) return true;
    await transaction.remove("series", id);
  }
  return await hasRemovedSeries(transaction);
}

async function removedSeries(
  transaction: Transaction,
  most: number,
): Promise<readonly SeriesRow[]> {
  const { after, before } = REMOVED_NAMES;
  return await transaction.all(["series", "by_component"], transaction.span(after, before), most);
}

/** Removes the first rows of a series' points, at most `most`, and returns their number. */
async function removeChunks(
  transaction: Transaction,
  series: number,
  most: number,
): Promise<number> {
  if (most <= 0) return 0;
  const keys = await transaction.keys<readonly [series: number, chunk: number]>(
    "points",
    transaction.startingWith([series]),
    most,
  );
  const [first, last] = [keys[0], keys.at(-1)];
  if (first && last) await transaction.remove("points", transaction.span(first, last));
  return keys.length;
}
