/**
 * One connection to an IndexedDB database, and its transactions. Those of several pages are the
 * browser's to put in turn.
 *
 * @module
 */
import type { Awaitable } from "../awaitable.ts";
import { StoreError } from "../errors.ts";
import type {
  BrowserDatabase,
  BrowserDatabases,
  BrowserStorage,
  BrowserTransaction,
  KeyRanges,
} from "../../../ports/browser_storage.ts";
import { createStores, STORE_NAMES, VERSION } from "./schema.ts";
import { Transaction } from "./transaction.ts";

/** What a transaction wrote is on disk when it is said to be: by default it is lost with the browser. */
const DURABLE = { durability: "strict" } as const;

/** What of a browser's storage a store is kept in. */
export type StoreStorage = Pick<BrowserStorage, "indexedDB" | "keyRanges" | "texts">;

/** A connection to a database. */
export class Database {
  readonly #name: string;
  readonly #ranges: KeyRanges;
  readonly #connection: BrowserDatabase;
  readonly #pending = new Set<Promise<unknown>>();

  /**
   * Made by {@linkcode openDatabase}.
   *
   * @param name The database's name
   * @param ranges Makes ranges of keys
   * @param connection The open connection
   */
  constructor(name: string, ranges: KeyRanges, connection: BrowserDatabase) {
    this.#name = name;
    this.#ranges = ranges;
    this.#connection = connection;
    // A page with a newer layout is not to wait until this one is closed.
    connection.onversionchange = () => connection.close();
  }

  /** Runs the work as one transaction; what it wrote is there as a whole or not at all. */
  write<T>(work: (transaction: Transaction) => Awaitable<T>): Promise<T> {
    return this.#watched(() => this.#transact("readwrite", work));
  }

  /** Runs the work on the store as it is at one moment, whatever other pages write. */
  read<T>(work: (transaction: Transaction) => Awaitable<T>): Promise<T> {
    return this.#watched(() => this.#transact("readonly", work));
  }

  /** Closes the connection, after what is under way. */
  async close(): Promise<void> {
    while (this.#pending.size > 0) await Promise.allSettled(this.#pending);
    this.#connection.close();
  }

  async #watched<T>(task: () => Promise<T>): Promise<T> {
    const result = task();
    this.#pending.add(result);
    try {
      return await result;
    } catch (error) {
      throw toStoreError(this.#name, error);
    } finally {
      this.#pending.delete(result);
    }
  }

  async #transact<T>(
    mode: "readonly" | "readwrite",
    work: (transaction: Transaction) => Awaitable<T>,
  ): Promise<T> {
    const transaction = this.#connection.transaction(STORE_NAMES, mode, DURABLE);
    const ended = endOf(transaction);
    try {
      const result = await work(new Transaction(transaction, this.#ranges));
      end(transaction, "commit");
      await ended;
      return result;
    } catch (error) {
      end(transaction, "abort");
      await ended.catch(() => {});
      throw error;
    }
  }
}

/**
 * Opens a database, made if absent.
 *
 * @param name The database's name
 * @param storage The browser's storage
 * @param onDamage Told in words of what was lost before
 * @throws {StoreError} when the browser does not allow it, or it is newer than this code
 */
export async function openDatabase(
  name: string,
  storage: StoreStorage,
  onDamage: (notice: string) => void,
): Promise<Database> {
  try {
    const { connection, isNew } = await connect(name, storage.indexedDB);
    if (isNew) tellLoss(name, storage, onDamage);
    return new Database(name, storage.keyRanges, connection);
  } catch (cause) {
    throw new StoreError(name, "open", reasonOf(cause), { cause });
  }
}

function connect(
  name: string,
  factory: BrowserDatabases,
): Promise<{ readonly connection: BrowserDatabase; readonly isNew: boolean }> {
  const request = factory.open(name, VERSION);
  let isNew = false;
  request.onupgradeneeded = () => {
    isNew = true;
    createStores(request.result);
  };
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve({ connection: request.result, isNew });
    request.onerror = () => reject(request.error);
  });
}

/** A browser that finds a database damaged deletes it (seen in Chromium), and says nothing of it. */
function tellLoss(
  name: string,
  { texts }: StoreStorage,
  onDamage: (notice: string) => void,
): void {
  const mark = `runlog-store:${name}`;
  if (texts?.getItem(mark)) {
    onDamage(
      `Store "${name}" is empty, and was not before: someone deleted it, or the browser, which ` +
        "does so when it finds damage",
    );
  }
  try {
    texts?.setItem(mark, new Date().toISOString());
  } catch {
    // Full: it cannot be told then.
  }
}

function endOf(transaction: BrowserTransaction): Promise<void> {
  const ended = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () =>
      reject(transaction.error ?? new DOMException("The transaction was given up", "AbortError"));
  });
  // It may end while the work is still at it, which then fails as well.
  ended.catch(() => {});
  return ended;
}

function end(transaction: BrowserTransaction, how: "commit" | "abort"): void {
  try {
    transaction[how]();
  } catch {
    // It has ended by itself: for want of requests, or of space.
  }
}

function reasonOf(error: unknown): string {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  switch (name) {
    case "VersionError":
      return `it is of a newer version than ${VERSION}, which this runlog knows. Use a newer runlog`;
    case "QuotaExceededError":
      return `the browser has no space left for this page: ${message}`;
    default:
      return message || name;
  }
}

/** An error of the database as a {@linkcode StoreError}; any other as it is. */
function toStoreError(name: string, error: unknown): unknown {
  if (!(error instanceof DOMException)) return error;
  return new StoreError(name, "use", reasonOf(error), { cause: error });
}
