/**
 * What is used of a browser's storage, as far as it is: the library's types name no browser's own.
 *
 * @module
 */

/** An `IDBRequest`. */
export interface DatabaseRequest<Result> {
  readonly result: Result;
  readonly error: unknown;
  onsuccess: (() => void) | null;
  onerror: (() => void) | null;
}

/** An `IDBOpenDBRequest`. */
export interface OpenRequest extends DatabaseRequest<Database> {
  onupgradeneeded: (() => void) | null;
}

/** An `IDBObjectStore`. */
export interface ObjectStore {
  put(value: unknown): unknown;
  delete(key: string): unknown;
  getAll(): DatabaseRequest<unknown[]>;
}

/** An `IDBTransaction`. */
export interface Transaction {
  readonly error: unknown;
  oncomplete: (() => void) | null;
  onabort: (() => void) | null;
  objectStore(name: string): ObjectStore;
  commit(): void;
}

/** An `IDBDatabase`. */
export interface Database {
  createObjectStore(name: string, options: { readonly keyPath: string }): unknown;
  close(): void;
  transaction(
    store: string,
    mode: "readonly" | "readwrite",
    options?: { readonly durability: "strict" },
  ): Transaction;
}

/** An `IDBFactory`. */
export interface DatabaseFactory {
  open(name: string, version: number): OpenRequest;
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

/** A `Storage`: texts, kept before the call returns. */
export interface Texts {
  readonly length: number;
  key(index: number): string | null;
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** What a browser keeps beyond a page. */
export interface BrowserStorage {
  /** The database. */
  readonly indexedDB: DatabaseFactory;
  /** Locks that end with their page; absent on insecure pages. */
  readonly locks: Locks | undefined;
  /** Texts; absent where the browser denies them. */
  readonly texts: Texts | undefined;
  /** Calls back when the page is about to leave, or is hidden and may be ended any time. */
  onLeave(listener: () => void): () => void;
}
