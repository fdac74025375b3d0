/**
 * What is used of a browser's IndexedDB, as far as it is: the library's types name no browser's own.
 *
 * @module
 */

/** A valid key of IndexedDB. */
export type Key = string | number | Uint8Array | readonly Key[];

/** An `IDBKeyRange`. */
export interface KeyRange {
  readonly lower: unknown;
}

/** The `IDBKeyRange` class. */
export interface KeyRanges {
  bound(lower: Key, upper: Key, lowerOpen?: boolean, upperOpen?: boolean): KeyRange;
}

/** An `IDBRequest`. */
export interface PlatformRequest {
  readonly result: unknown;
  readonly error: unknown;
  onsuccess: (() => void) | null;
  onerror: (() => void) | null;
}

/** An `IDBCursorWithValue`. */
export interface PlatformCursor {
  readonly value: unknown;
  continue(): void;
}

/** What an `IDBObjectStore` and an `IDBIndex` have in common. */
export interface PlatformSource {
  get(key: Key): PlatformRequest;
  getAll(range?: KeyRange, count?: number): PlatformRequest;
  getAllKeys(range?: KeyRange, count?: number): PlatformRequest;
  count(range?: KeyRange): PlatformRequest;
  openCursor(range: KeyRange, direction: "next" | "prev"): PlatformRequest;
}

/** An `IDBObjectStore`. */
export interface PlatformStore extends PlatformSource {
  put(value: unknown): PlatformRequest;
  delete(key: Key | KeyRange): PlatformRequest;
  index(name: string): PlatformSource;
  createIndex(name: string, keyPath: string | string[], options: { unique: boolean }): unknown;
}

/** An `IDBTransaction`. */
export interface PlatformTransaction {
  readonly error: unknown;
  oncomplete: (() => void) | null;
  onabort: (() => void) | null;
  objectStore(name: string): PlatformStore;
  commit(): void;
  abort(): void;
}

/** An `IDBDatabase`. */
export interface PlatformDatabase {
  onversionchange: (() => void) | null;
  createObjectStore(
    name: string,
    options: { keyPath: string | string[]; autoIncrement: boolean },
  ): PlatformStore;
  transaction(
    stores: readonly string[],
    mode: "readonly" | "readwrite",
    options: { readonly durability: "strict" },
  ): PlatformTransaction;
  close(): void;
}

/** An `IDBOpenDBRequest`. */
export interface PlatformOpenRequest extends PlatformRequest {
  readonly result: PlatformDatabase;
  onupgradeneeded: ((event: { readonly oldVersion: number }) => void) | null;
}

/** An `IDBFactory`. */
export interface PlatformFactory {
  open(name: string, version: number): PlatformOpenRequest;
}

/** A `Storage`. */
export interface Texts {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** IndexedDB, as a browser's global object has it. */
export interface IndexedDb {
  /** Opens databases. */
  readonly indexedDB: PlatformFactory;
  /** Makes ranges of keys. */
  readonly IDBKeyRange: KeyRanges;
  /** Remembers which databases there were; absent in workers, and where the browser denies it. */
  readonly localStorage?: Texts | undefined;
}
