/**
 * Work on many items, several at a time.
 *
 * @module
 */

/** How items are worked on. */
export interface SideBySideOptions {
  /** Most items at a time. */
  readonly most: number;
  /** Aborted once the work on an item fails, and ends the work on the others when it is. */
  readonly stop: AbortController;
}

/**
 * Works on items as they come.
 *
 * @returns What the work on each came to, in the order in which it ended
 * @throws the first error, or the abort's reason, once no work is under way
 */
export async function sideBySide<Item, Result>(
  items: AsyncIterable<Item> | Iterable<Item>,
  { most, stop }: SideBySideOptions,
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const waiting = (async function* () {
    yield* items;
  })();
  // No worker that ends may close the iteration for the others.
  const shared = { [Symbol.asyncIterator]: () => ({ next: () => waiting.next() }) };
  const worker = async (): Promise<void> => {
    try {
      for await (const item of shared) {
        stop.signal.throwIfAborted();
        results.push(await work(item));
      }
    } catch (error) {
      stop.abort(error);
    }
  };
  await Promise.all(Array.from({ length: most }, worker));
  stop.signal.throwIfAborted();
  return results;
}
