/**
 * One connection to an IndexedDB database, and its transactions. The browser serializes the
 * transactions of several pages.
 *
 * @module
 */
import type { Awaitable } from "../awaitable.ts";
import { StoreError, StoreFullError } from "../errors.ts";
import type {
  BrowserDatabase,
  BrowserStorage,
  BrowserTransaction,
  KeyRanges,
} from "../../../ports/browser_storage.ts";
import { fillLookups } from "./entities.ts";
import { fillParameters } from "./parameters.ts";
import { createStores, STORE_NAMES, VERSION } from "./schema.ts";
import { Transaction } from "./transaction.ts";

/** Makes a committed transaction durable. By default, the browser may lose it when it crashes. */
const DURABLE = { durability: "strict" } as const;

/** The parts of a browser's storage that a store uses. */
export type StoreStorage = Pick<BrowserStorage, "indexedDB" | "keyRanges" | "texts">;

/** A connection to a database. */
export class Database {
  readonly #name: string;
  readonly #ranges: KeyRanges;
  readonly #connection: BrowserDatabase;
  readonly #pending = new Set<Promise<unknown>>();

  /**
   * Creates the wrapper; see {@linkcode openDatabase}.
   *
   * @internal
   *
   * @param name Name of the database
   * @param ranges Creates key ranges
   * @param connection Open connection
   */
  constructor(name: string, ranges: KeyRanges, connection: BrowserDatabase) {
    this.#name = name;
    this.#ranges = ranges;
    this.#connection = connection;
    // A page with a newer layout must not have to wait until this one is closed.
    connection.onversionchange = () => connection.close();
  }

  /** Runs the work as one atomic transaction. */
  write<T>(work: (transaction: Transaction) => Awaitable<T>): Promise<T> {
    return this.#watched(() => this.#transact("readwrite", work));
  }

  /** Runs the work on a snapshot of the store, regardless of the writes of other pages. */
  read<T>(work: (transaction: Transaction) => Awaitable<T>): Promise<T> {
    return this.#watched(() => this.#transact("readonly", work));
  }

  /** Closes the connection, once the work in progress has ended. */
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
      const reason = await ended.catch((reason) => reason);
      // Its requests fail as aborted, and only the transaction has the reason.
      throw isQuota(reason) ? reason : error;
    }
  }
}

/**
 * Opens a database, created if it does not exist.
 *
 * @param name Name of the database
 * @param storage Storage of the browser
 * @param onDamage Receives a message if earlier contents were lost
 * @throws {StoreError} If the browser does not allow it, or the database is newer than this code
 */
export async function openDatabase(
  name: string,
  storage: StoreStorage,
  onDamage: (notice: string) => void,
): Promise<Database> {
  try {
    const { connection, isNew } = await connect(name, storage);
    if (isNew) tellLoss(name, storage, onDamage);
    return new Database(name, storage.keyRanges, connection);
  } catch (cause) {
    if (isQuota(cause)) throw new StoreFullError(name, "indexeddb", { cause });
    throw new StoreError(name, "open", reasonOf(cause), { cause });
  }
}

function connect(
  name: string,
  { indexedDB: factory, keyRanges: ranges }: StoreStorage,
): Promise<{ readonly connection: BrowserDatabase; readonly isNew: boolean }> {
  const request = factory.open(name, VERSION);
  let isNew = false;
  request.onupgradeneeded = ({ oldVersion }) => {
    const { transaction } = request;
    if (!transaction) return;
    isNew = oldVersion === 0;
    createStores(request.result, transaction, oldVersion);
    // The upgrade waits for these requests, and fails with them.
    const rows = new Transaction(transaction, ranges);
    if (oldVersion === 1) void fillParameters(rows).catch(() => {});
    if (oldVersion > 0 && oldVersion < 4) void fillLookups(rows).catch(() => {});
  };
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve({ connection: request.result, isNew });
    request.onerror = () => reject(request.error);
  });
}

/**
 * Reports the loss of earlier contents. A browser that finds a database damaged deletes it without
 * notice (seen in Chromium).
 */
function tellLoss(
  name: string,
  { texts }: StoreStorage,
  onDamage: (notice: string) => void,
): void {
  const mark = `runlog-store:${name}`;
  if (texts?.getItem(mark)) {
    onDamage(
      `Store "${name}" is empty but was not before: a user deleted it, or the browser, which ` +
        "deletes a damaged database",
    );
  }
  try {
    texts?.setItem(mark, new Date().toISOString());
  } catch {
    // The storage is full: a later loss cannot be reported.
  }
}

function endOf(transaction: BrowserTransaction): Promise<void> {
  const ended = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () =>
      reject(transaction.error ?? new DOMException("The transaction was aborted", "AbortError"));
  });
  // It may end before the work does, which then fails as well.
  ended.catch(() => {});
  return ended;
}

function end(transaction: BrowserTransaction, how: "commit" | "abort"): void {
  try {
    transaction[how]();
  } catch {
    // It has ended by itself, for lack of requests or space.
  }
}

function reasonOf(error: unknown): string {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  switch (name) {
    case "VersionError":
      return `its version is newer than ${VERSION}, the latest that this runlog supports. Use a newer runlog`;
    default:
      return message || name;
  }
}

function isQuota(error: unknown): boolean {
  return error instanceof DOMException && error.name === "QuotaExceededError";
}

/** Converts a database error to a {@linkcode StoreError}, and returns any other error unchanged. */
function toStoreError(name: string, error: unknown): unknown {
  if (isQuota(error)) return new StoreFullError(name, "indexeddb", { cause: error });
  if (!(error instanceof DOMException)) return error;
  return new StoreError(name, "use", reasonOf(error), { cause: error });
}
