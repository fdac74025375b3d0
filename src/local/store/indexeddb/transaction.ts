/**
 * One IndexedDB transaction, with its requests as promises. It ends by itself after a turn of the
 * event loop without a request, so the work must not wait for anything else.
 *
 * @module
 */
import type {
  BrowserCursor,
  BrowserRequest,
  BrowserRows,
  BrowserTransaction,
  Key,
  KeyRange,
  KeyRanges,
} from "../../../ports/browser_storage.ts";
import type { StoreName } from "./schema.ts";

/** An object store, or one of its indexes. */
export type Source = StoreName | readonly [store: StoreName, index: string];

/** Requests within one transaction. Their results were written by the tables in this folder. */
export class Transaction {
  readonly #transaction: BrowserTransaction;
  readonly #ranges: KeyRanges;

  /**
   * Creates the wrapper of a browser's transaction.
   *
   * @internal
   *
   * @param transaction Transaction of the browser
   * @param ranges Creates key ranges
   */
  constructor(transaction: BrowserTransaction, ranges: KeyRanges) {
    this.#transaction = transaction;
    this.#ranges = ranges;
  }

  /** Returns the first row with a key. */
  get<Row>(source: Source, key: Key): Promise<Row | undefined> {
    // The tables put these rows.
    return answer(this.#source(source).get(key)) as Promise<Row | undefined>;
  }

  /** Returns the rows of a range, in order of key. */
  all<Row>(source: Source, range?: KeyRange, limit?: number): Promise<readonly Row[]> {
    // The tables put these rows.
    return answer(this.#source(source).getAll(range, limit)) as Promise<readonly Row[]>;
  }

  /** Returns the primary keys of a range's rows, in order of the source's key. */
  keys<Found extends Key>(
    source: Source,
    range?: KeyRange,
    limit?: number,
  ): Promise<readonly Found[]> {
    // Keys consist of the members that the schema names.
    return answer(this.#source(source).getAllKeys(range, limit)) as Promise<readonly Found[]>;
  }

  /** Returns the number of rows in a range. */
  async count(source: Source, range?: KeyRange): Promise<number> {
    return Number(await answer(this.#source(source).count(range)));
  }

  /** Returns the first matching rows of a range, from either end. */
  take<Row>(
    source: Source,
    range: KeyRange,
    direction: "next" | "prev",
    limit: number,
    fits: (row: Row) => boolean,
  ): Promise<readonly Row[]> {
    const found: Row[] = [];
    const request = this.#source(source).openCursor(range, direction);
    return new Promise((resolve, reject) => {
      request.onerror = () => reject(request.error);
      request.onsuccess = () => {
        // The result of a cursor's request is a cursor; the tables put its rows.
        const cursor = request.result as BrowserCursor | null;
        const row = cursor?.value as Row;
        if (cursor && fits(row)) found.push(row);
        if (!cursor || found.length >= limit) resolve(found);
        else cursor.continue();
      };
    });
  }

  /** Returns the last rows of a range, the last one first. */
  async last<Row>(source: Source, range: KeyRange, limit: number): Promise<readonly Row[]> {
    const rows = this.#source(source);
    // Older browsers read backward only row by row.
    if (!rows.getAllRecords) return await this.take<Row>(source, range, "prev", limit, () => true);
    const options = { query: range, count: limit, direction: "prev" } as const;
    // The tables put these rows.
    return await answer(rows.getAll(options)) as readonly Row[];
  }

  /** Stores a row, replacing any earlier one with its key, and returns the key. */
  put(store: StoreName, row: unknown): Promise<unknown> {
    return answer(this.#transaction.objectStore(store).put(row));
  }

  /** Removes a row, or the rows of a range. */
  async remove(store: StoreName, key: Key | KeyRange): Promise<void> {
    await answer(this.#transaction.objectStore(store).delete(key));
  }

  /** Returns the range of keys that begin with these members; with `after`, only those after it. */
  startingWith(members: readonly Key[], after?: Key): KeyRange {
    return this.between(after === undefined ? members : [...members, after], members, {
      isOpen: after !== undefined,
    });
  }

  /** Returns the range of keys from one key to the last that begins with these members. */
  between(
    lower: Key,
    members: readonly Key[],
    { isOpen = false }: { readonly isOpen?: boolean } = {},
  ): KeyRange {
    // An array is greater than any text, number or bytes.
    return this.#ranges.bound(lower, [...members, []], isOpen, true);
  }

  /** Returns the range of keys between two keys, including both; with `isOpen`, not the upper one. */
  span(
    lower: Key,
    upper: Key,
    { isOpen = false }: { readonly isOpen?: boolean } = {},
  ): KeyRange {
    return this.#ranges.bound(lower, upper, false, isOpen);
  }

  #source(source: Source): BrowserRows {
    if (typeof source === "string") return this.#transaction.objectStore(source);
    const [store, index] = source;
    return this.#transaction.objectStore(store).index(index);
  }
}

function answer(request: BrowserRequest): Promise<unknown> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
