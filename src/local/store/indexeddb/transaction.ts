/**
 * One IndexedDB transaction, its requests as promises. It ends by itself once a turn of the event
 * loop passes without a request, so whoever holds it waits for nothing else.
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

/** A store, or one of its indexes. */
export type Source = StoreName | readonly [store: StoreName, index: string];

/** Requests within one transaction. What is answered was written by the tables of this folder. */
export class Transaction {
  readonly #transaction: BrowserTransaction;
  readonly #ranges: KeyRanges;

  /**
   * Made by the database.
   *
   * @param transaction The browser's
   * @param ranges The browser's
   */
  constructor(transaction: BrowserTransaction, ranges: KeyRanges) {
    this.#transaction = transaction;
    this.#ranges = ranges;
  }

  /** The first row of a key. */
  get<Row>(source: Source, key: Key): Promise<Row | undefined> {
    // Rows are what the tables put.
    return answer(this.#source(source).get(key)) as Promise<Row | undefined>;
  }

  /** Rows of a range in order of key. */
  all<Row>(source: Source, range?: KeyRange, limit?: number): Promise<readonly Row[]> {
    // Rows are what the tables put.
    return answer(this.#source(source).getAll(range, limit)) as Promise<readonly Row[]>;
  }

  /** Primary keys of a range's rows, in order of the source's key. */
  keys<Found extends Key>(source: Source, range?: KeyRange): Promise<readonly Found[]> {
    // Keys are made of the members that the schema names.
    return answer(this.#source(source).getAllKeys(range)) as Promise<readonly Found[]>;
  }

  /** How many rows a range has. */
  async count(source: Source, range?: KeyRange): Promise<number> {
    return Number(await answer(this.#source(source).count(range)));
  }

  /** The first rows of a range that fit, from either end. */
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
        // A cursor's request answers a cursor; rows are what the tables put.
        const cursor = request.result as BrowserCursor | null;
        const row = cursor?.value as Row;
        if (cursor && fits(row)) found.push(row);
        if (!cursor || found.length >= limit) resolve(found);
        else cursor.continue();
      };
    });
  }

  /** Keeps a row, over any earlier one of its key, and answers the key. */
  put(store: StoreName, row: unknown): Promise<unknown> {
    return answer(this.#transaction.objectStore(store).put(row));
  }

  /** Lets go of a row, or of a range's. */
  async remove(store: StoreName, key: Key | KeyRange): Promise<void> {
    await answer(this.#transaction.objectStore(store).delete(key));
  }

  /** Keys that begin with these members, behind `after` if that is given. */
  startingWith(members: readonly Key[], after?: Key): KeyRange {
    return this.between(after === undefined ? members : [...members, after], members, {
      isOpen: after !== undefined,
    });
  }

  /** Keys from one to the last that begins with these members. */
  between(
    lower: Key,
    members: readonly Key[],
    { isOpen = false }: { readonly isOpen?: boolean } = {},
  ): KeyRange {
    // An array is greater than any text, number or bytes.
    return this.#ranges.bound(lower, [...members, []], isOpen, true);
  }

  /** Keys from the first that begins with these members, up to one. */
  until(members: readonly Key[], upper: Key, { isOpen }: { readonly isOpen: boolean }): KeyRange {
    return this.#ranges.bound(members, upper, false, isOpen);
  }

  /** Keys between two, both among them. */
  span(lower: Key, upper: Key): KeyRange {
    return this.#ranges.bound(lower, upper);
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
