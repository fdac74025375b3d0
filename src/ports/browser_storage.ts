/**
 * The part of a browser's storage that the journal and the store use. The library's types do not
 * name the browser's own types, so they type-check without the DOM library.
 *
 * @module
 */

/** A valid IndexedDB key. */
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
export interface BrowserRequest<Result = unknown> {
  readonly result: Result;
  readonly error: unknown;
  onsuccess: (() => void) | null;
  onerror: (() => void) | null;
}

/** An `IDBOpenDBRequest`. */
export interface BrowserOpenRequest extends BrowserRequest<BrowserDatabase> {
  /** The transaction of an upgrade. */
  readonly transaction: BrowserTransaction | null;
  onupgradeneeded: ((event: { readonly oldVersion: number }) => void) | null;
}

/** An `IDBCursorWithValue`. */
export interface BrowserCursor {
  readonly value: unknown;
  continue(): void;
}

/** An `IDBGetAllOptions`. */
export interface GetAllOptions {
  readonly query: KeyRange;
  readonly count: number;
  readonly direction: "prev";
}

/** The members that `IDBObjectStore` and `IDBIndex` share. */
export interface BrowserRows {
  get(key: Key): BrowserRequest;
  getAll(range?: KeyRange, count?: number): BrowserRequest<unknown[]>;
  /** In browsers that have {@linkcode getAllRecords}. */
  getAll(options: GetAllOptions): BrowserRequest<unknown[]>;
  /** Undefined before Chromium 141 and its contemporaries. */
  getAllRecords?(options: GetAllOptions): BrowserRequest<unknown[]>;
  getAllKeys(range?: KeyRange, count?: number): BrowserRequest<unknown[]>;
  count(range?: KeyRange): BrowserRequest<number>;
  openCursor(range: KeyRange, direction: "next" | "prev"): BrowserRequest<BrowserCursor | null>;
}

/** An `IDBObjectStore`. */
export interface BrowserObjectStore extends BrowserRows {
  put(value: unknown): BrowserRequest;
  delete(key: Key | KeyRange): BrowserRequest;
  index(name: string): BrowserRows;
  createIndex(
    name: string,
    keyPath: string | string[],
    options: { readonly unique: boolean; readonly multiEntry: boolean },
  ): unknown;
}

/** An `IDBTransaction`. */
export interface BrowserTransaction {
  readonly error: unknown;
  oncomplete: (() => void) | null;
  onabort: (() => void) | null;
  objectStore(name: string): BrowserObjectStore;
  commit(): void;
  abort(): void;
}

/** An `IDBDatabase`. */
export interface BrowserDatabase {
  onversionchange: (() => void) | null;
  createObjectStore(
    name: string,
    options: { readonly keyPath: string | string[]; readonly autoIncrement?: boolean },
  ): BrowserObjectStore;
  close(): void;
  transaction(
    stores: string | readonly string[],
    mode: "readonly" | "readwrite",
    options?: { readonly durability: "strict" },
  ): BrowserTransaction;
}

/** An `IDBFactory`. */
export interface BrowserDatabases {
  open(name: string, version: number): BrowserOpenRequest;
}

/** A `LockManager`. */
export interface Locks {
  request(
    name: string,
    options: { readonly ifAvailable?: boolean },
    work: (lock: unknown) => Promise<void>,
  ): Promise<void>;
  query(): Promise<{
    readonly held?: readonly { readonly name?: string }[];
    readonly pending?: readonly { readonly name?: string }[];
  }>;
}

/** A `Storage`: strings that are saved before the call returns. */
export interface Texts {
  readonly length: number;
  key(index: number): string | null;
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** Browser storage that outlives a page. */
export interface BrowserStorage {
  /** Opens databases. */
  readonly indexedDB: BrowserDatabases;
  /** Creates key ranges. */
  readonly keyRanges: KeyRanges;
  /** Locks that are released when their page ends; undefined on insecure pages. */
  readonly locks: Locks | undefined;
  /** Strings; undefined in workers and where the browser denies access. */
  readonly texts: Texts | undefined;
  /**
   * Calls the listener when the page is about to leave, or is hidden and may end at any time.
   *
   * @param listener `isGone` is false for a page that is only hidden
   */
  onLeave(listener: (isGone: boolean) => void): () => void;
}
