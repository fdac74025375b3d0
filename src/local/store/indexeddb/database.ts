/**
 * One connection to an IndexedDB database, and its transactions. Those of several pages are the
 * browser's to put in turn.
 *
 * @module
 */
import type { Awaitable } from "../awaitable.ts";
import { StoreError } from "../errors.ts";
import type {
  IndexedDb,
  PlatformDatabase,
  PlatformFactory,
  PlatformTransaction,
} from "./platform.ts";
import { createStores, STORE_NAMES, VERSION } from "./schema.ts";
import { Transaction } from "./transaction.ts";

/** What a transaction wrote is on disk when it is said to be: by default it is lost with the browser. */
const DURABLE = { durability: "strict" } as const;

/** A connection to a database. */
export class Database {
  readonly #name: string;
  readonly #platform: IndexedDb;
  readonly #connection: PlatformDatabase;
  readonly #pending = new Set<Promise<unknown>>();

  /**
   * Made by {@linkcode openDatabase}.
   *
   * @param name The database's name
   * @param platform The browser's IndexedDB
   * @param connection The open connection
   */
  constructor(name: string, platform: IndexedDb, connection: PlatformDatabase) {
    this.#name = name;
    this.#platform = platform;
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
    const platform = this.#connection.transaction(STORE_NAMES, mode, DURABLE);
    const ended = endOf(platform);
    try {
      const result = await work(new Transaction(platform, this.#platform.IDBKeyRange));
      end(platform, "commit");
      await ended;
      return result;
    } catch (error) {
      end(platform, "abort");
      await ended.catch(() => {});
      throw error;
    }
  }
}

/**
 * Opens a database, made if absent.
 *
 * @param name The database's name
 * @param platform The browser's IndexedDB
 * @param onDamage Told in words of what was lost before
 * @throws {StoreError} when the browser does not allow it, or it is newer than this code
 */
export async function openDatabase(
  name: string,
  platform: IndexedDb,
  onDamage: (notice: string) => void,
): Promise<Database> {
  try {
    const { connection, isNew } = await connect(name, platform.indexedDB);
    if (isNew) tellLoss(name, platform, onDamage);
    return new Database(name, platform, connection);
  } catch (cause) {
    throw new StoreError(name, "open", reasonOf(cause), { cause });
  }
}

function connect(
  name: string,
  factory: PlatformFactory,
): Promise<{ readonly connection: PlatformDatabase; readonly isNew: boolean }> {
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
  { localStorage }: IndexedDb,
  onDamage: (notice: string) => void,
): void {
  const mark = `runlog-store:${name}`;
  if (localStorage?.getItem(mark)) {
    onDamage(
      `Store "${name}" is empty, and was not before: someone deleted it, or the browser, which ` +
        "does so when it finds damage",
    );
  }
  try {
    localStorage?.setItem(mark, new Date().toISOString());
  } catch {
    // Full: it cannot be told then.
  }
}

function endOf(transaction: PlatformTransaction): Promise<void> {
  const ended = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () =>
      reject(transaction.error ?? new DOMException("The transaction was given up", "AbortError"));
  });
  // It may end while the work is still at it, which then fails as well.
  ended.catch(() => {});
  return ended;
}

function end(transaction: PlatformTransaction, how: "commit" | "abort"): void {
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
