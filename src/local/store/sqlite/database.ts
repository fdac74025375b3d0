/**
 * One SQLite connection, with settings for several processes, transactions, and cached statements.
 *
 * @module
 */
import type { Awaitable } from "../awaitable.ts";
import { Damage } from "../damage.ts";
import { damageText, StoreError, StoreReadOnlyError, toStoreError } from "../errors.ts";
import { LAST_WAIT_MS, LONGEST_WAIT_MS, onceFree, onceFreeInPlace } from "./lock_wait.ts";
import { type OpenConnection, openConnection } from "./connection.ts";
import { logState } from "./log_damage.ts";
import type { SqliteDatabase } from "./modules.ts";
import { type DatabaseOptions, prepareStore, prepareToRead, toOpeningError } from "./opening.ts";
import { pathOf, Presence } from "./presence.ts";
import type { Row } from "./row.ts";
import { Queue } from "./queue.ts";
import { Statements } from "./statements.ts";
import { Turns } from "../turns.ts";
import { WriteGroups, type WriteTransactions } from "./write_groups.ts";

const READ = "BEGIN";
const WRITE = "BEGIN IMMEDIATE";
type Begin = typeof READ | typeof WRITE;

/**
 * Lets other work continue during a long read: ends its transaction, and begins another one after a
 * turn of the event loop. Does nothing if that is not due.
 */
export type GiveWay = () => Promise<void>;

/** A connection to a store's database. */
export class Database extends Statements {
  /** Reports damaged rows that are omitted. */
  readonly damage: Damage;
  readonly #folder: string;
  readonly #modules: DatabaseOptions;
  /** Replaced when files change that it reads without locks. */
  #open: OpenConnection;
  readonly #presence: Presence;
  /** Transactions take turns: a connection has one at a time. */
  readonly #queue = new Queue();
  /** Writes keep their order. While one waits for another process, reads take turns. */
  readonly #writes = new Queue();
  readonly #groups = new WriteGroups(this.#writeTransactions());
  #snapshot = 0;
  readonly #turns = new Turns();
  /** Reads in progress. Those that gave way are not part of the queue. */
  readonly #reads = new Set<Promise<unknown>>();
  #state: "idle" | "open" | "interrupted" = "idle";

  /**
   * Opens a database as the constructor does, but does not stop the process while another one has
   * locked it.
   */
  static open(folder: string, modules: DatabaseOptions): Promise<Database> {
    return onceFree(() => new Database(folder, modules, 0));
  }

  /**
   * Opens the database in a store's folder and migrates its tables. A database that may not be
   * written is opened to read.
   *
   * @param waitMs Longest wait in place for other processes, in milliseconds
   * @throws {StoreError} If the database cannot be read, is damaged, or is newer than this code
   */
  constructor(folder: string, modules: DatabaseOptions, waitMs: number = LONGEST_WAIT_MS) {
    super();
    this.#folder = folder;
    this.#modules = modules;
    this.damage = new Damage(folder, modules.onDamage ?? ((): void => {}));
    this.#open = onceFreeInPlace(() => this.#connect(waitMs), waitMs);
    this.#presence = new Presence(modules.fs, folder, pathOf(this));
    this.#waitInPlace(0);
  }

  /**
   * Number that changes whenever rows may have changed other than by the work in progress. Rows that
   * were read at the same number need not be read again.
   */
  get snapshot(): number {
    return this.#snapshot;
  }

  /** The connection, unless its transaction was aborted. */
  protected override get connection(): SqliteDatabase {
    this.#checkState();
    return this.#open.connection;
  }

  /** Why the store may only be read; undefined if it may be written. */
  get readOnly(): string | undefined {
    return this.#open.readOnly;
  }

  /**
   * Runs the work atomically. Writes that wait for the same turn share a transaction; one that fails
   * does not affect the others.
   */
  write<T>(work: () => Awaitable<T>): Promise<T> {
    return this.#groups.add(work);
  }

  /**
   * Runs the work on a snapshot of the store, regardless of the writes of other processes. Whenever
   * the work gives way, a new snapshot begins.
   */
  async read<T>(work: (giveWay: GiveWay) => Awaitable<T>): Promise<T> {
    const reading = this.#read(work);
    this.#reads.add(reading);
    try {
      return await reading;
    } finally {
      this.#reads.delete(reading);
    }
  }

  /**
   * Runs the work as one transaction before it returns, and aborts any transaction in progress. It
   * waits in place for other processes, because this one is about to end.
   */
  writeNow<T>(work: () => T): T {
    this.#requireWritable();
    const interrupts = this.#state !== "idle";
    if (interrupts) this.#rollBack();
    this.#state = "idle";
    try {
      this.#waitInPlace(LAST_WAIT_MS);
      return this.#change(() => {
        const result = work();
        this.#presence.check();
        return result;
      });
    } finally {
      this.#waitInPlace(0);
      if (interrupts) this.#state = "interrupted";
    }
  }

  /**
   * Checks that the database is still in its folder.
   *
   * @throws {StoreError} If the folder or the database was deleted, moved or replaced
   */
  checkPresence(): void {
    this.#presence.check();
  }

  /** Returns the error of damaged data. */
  damaged(what: string): StoreError {
    return new StoreError(this.#folder, "use", damageText(what));
  }

  /**
   * Runs a statement that SQLite does not run in a transaction, such as `VACUUM`, and returns its
   * rows.
   */
  outside(sql: string): Promise<readonly Row[]> {
    const run = async (): Promise<readonly Row[]> => {
      this.#requireWritable();
      try {
        return await onceFree(() => this.all(sql));
      } catch (error) {
        throw toStoreError(this.#folder, error);
      }
    };
    return this.#writes.take(() => this.#queue.take(run));
  }

  /** Closes the connection, once the work in progress has ended. */
  async close(): Promise<void> {
    while (this.#reads.size > 0) await Promise.allSettled(this.#reads);
    await this.#groups.whenDone();
    const close = (): Promise<void> => {
      this.forgetStatements();
      this.#open.connection.close();
      return Promise.resolve();
    };
    await this.#writes.take(() => this.#queue.take(close));
  }

  async #read<T>(work: (giveWay: GiveWay) => Awaitable<T>): Promise<T> {
    let leave = await this.#queue.enter();
    const giveWay = async (): Promise<void> => {
      if (!this.#turns.isDue()) return;
      this.#endRead();
      this.#state = "idle";
      leave();
      leave = await this.#queue.enter();
      await this.#beginToRead();
    };
    try {
      await this.#beginToRead();
      const result = await work(giveWay);
      this.#endRead();
      return result;
    } catch (error) {
      this.#rollBack();
      throw toStoreError(this.#folder, error);
    } finally {
      this.#state = "idle";
      leave();
    }
  }

  async #beginToRead(): Promise<void> {
    try {
      await this.#turns.takeIfDue();
      await onceFree(() => this.#begin(READ));
    } catch (error) {
      throw toStoreError(this.#folder, error);
    }
  }

  /** Returns the transactions in which groups of writes run. */
  #writeTransactions(): WriteTransactions {
    return {
      begin: (work) =>
        this.#writes.take(async () => {
          this.#requireWritable();
          await onceFree(() =>
            this.#queue.take(async () => {
              await this.#turns.takeIfDue();
              this.#begin(WRITE);
              // Once begun, nothing is repeated: this never throws.
              await work();
              this.#state = "idle";
            })
          );
        }),
      exec: (sql) => void this.connection.exec(sql),
      commit: () => {
        // Before the end, so that nothing is reported as stored that is not.
        this.#checkState();
        this.#presence.check();
        this.#open.connection.exec("COMMIT");
      },
      rollBack: () => this.#rollBack(),
      forget: () => this.#snapshot++,
      isDue: () => this.#turns.isDue(),
      toError: (cause) => toStoreError(this.#folder, cause),
    };
  }

  #endRead(): void {
    this.#checkState();
    this.#open.connection.exec("COMMIT");
    this.#open.quiet?.requireUnchanged(this.#folder);
  }

  /** Opens a connection, and prepares the store or, if it may not be written, only the tables. */
  #connect(waitMs: number): OpenConnection {
    const { isWorker, fs, mayCreate = true } = this.#modules;
    const log = isWorker ? undefined : logState(this.#folder, fs);
    let opened: OpenConnection | undefined;
    try {
      opened = openConnection(this.#folder, this.#modules, mayCreate);
      // The work below reads and writes through this object.
      this.#open = opened;
      this.#waitInPlace(waitMs);
      const prepare = opened.readOnly === undefined ? prepareStore : prepareToRead;
      const change = (work: () => void): void => this.#change(work);
      const { connection } = opened;
      prepare({ folder: this.#folder, rows: this, connection, change }, log, this.#modules);
      return opened;
    } catch (cause) {
      this.forgetStatements();
      opened?.connection.close();
      throw toOpeningError(this.#folder, cause);
    }
  }

  #requireWritable(): void {
    if (this.readOnly !== undefined) throw new StoreReadOnlyError(this.#folder, this.readOnly);
  }

  #reconnectIfChanged(): void {
    const before = this.#open;
    if (!before.quiet?.haveChanged()) return;
    this.forgetStatements();
    try {
      this.#open = this.#connect(0);
    } catch (error) {
      // Another process may be in the way: the next attempt finds the same change.
      this.#open = before;
      throw error;
    }
    before.connection.close();
  }

  #begin(begin: Begin): void {
    this.#reconnectIfChanged();
    this.#open.connection.exec(begin);
    // A later statement must not find a lock, because the work cannot be repeated.
    if (begin === READ) this.#lockSnapshot();
    this.#snapshot++;
    this.#state = "open";
  }

  #lockSnapshot(): void {
    try {
      this.get("PRAGMA user_version");
    } catch (error) {
      this.#rollBack();
      throw error;
    }
  }

  /** Runs the work as one transaction before it returns. */
  #change<T>(work: () => T): T {
    try {
      this.#open.connection.exec(WRITE);
      this.#snapshot++;
      const result = work();
      this.#open.connection.exec("COMMIT");
      return result;
    } catch (error) {
      this.#rollBack();
      throw error;
    }
  }

  #waitInPlace(longestMs: number): void {
    this.#open.connection.exec(`PRAGMA busy_timeout = ${longestMs}`);
  }

  #checkState(): void {
    if (this.#state === "interrupted") throw new Error("The transaction was aborted");
  }

  #rollBack(): void {
    try {
      this.#open.connection.exec("ROLLBACK");
    } catch {
      // SQLite has ended the transaction itself, as it does when the disk is full.
    }
  }
}
