/**
 * Works on many items, several at a time.
 *
 * @module
 */

/** Options of {@linkcode sideBySide}. */
export interface SideBySideOptions {
  /** Most items at a time. */
  readonly most: number;
  /** Aborted when the work on an item fails. Aborting it ends the work on the others. */
  readonly stop: AbortController;
}

/**
 * Works on items as they arrive. Once no work is in progress, it throws the first error, or the
 * reason of the abort.
 *
 * @returns The results, in the order of completion
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
  // A worker that ends must not close the iteration for the others.
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
