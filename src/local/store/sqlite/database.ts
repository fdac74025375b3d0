/**
 * One SQLite connection, with settings for several processes, transactions, and cached statements.
 *
 * @module
 */
import type { Awaitable } from "../awaitable.ts";
import { Damage } from "../damage.ts";
import { damageText, isLocked, StoreBusyError, StoreError, toStoreError } from "../errors.ts";
import { decodeRow, toColumn, type WritableRow } from "./column_text.ts";
import { LAST_WAIT_MS, LONGEST_WAIT_MS, onceFree } from "./lock_wait.ts";
import { logState } from "./log_damage.ts";
import type { SqliteDatabase, SqliteStatement, SqliteValue } from "./modules.ts";
import { type DatabaseOptions, openConnection, prepareStore, reasonOf } from "./opening.ts";
import { Presence } from "./presence.ts";
import type { Row, Rows } from "./row.ts";

/** A prepared query whose rows are lists of their columns. */
type Listing = (...values: SqliteValue[]) => readonly (readonly SqliteValue[])[];

const READ = "BEGIN";
const WRITE = "BEGIN IMMEDIATE";
type Begin = typeof READ | typeof WRITE;

/** A connection to a store's database. */
export class Database implements Rows {
  /** Reports damaged rows that are omitted. */
  readonly damage: Damage;
  readonly #folder: string;
  readonly #connection: SqliteDatabase;
  readonly #presence: Presence;
  readonly #statements = new Map<string, SqliteStatement>();
  readonly #listings = new Map<string, Listing>();
  /** Resolves when all earlier work is done. */
  #last: Promise<void> = Promise.resolve();
  #state: "idle" | "open" | "interrupted" = "idle";

  /**
   * Opens a database as the constructor does, but does not stop the process while another one has
   * locked it.
   */
  static open(folder: string, modules: DatabaseOptions): Promise<Database> {
    return onceFree(() => new Database(folder, modules, 0));
  }

  /**
   * Opens the database in a store's folder, created if it does not exist, and migrates its tables.
   *
   * @param waitMs Longest wait in place for other processes, in milliseconds
   * @throws {StoreError} If the database cannot be read or written, is damaged, or is newer than
   * this code
   */
  constructor(folder: string, modules: DatabaseOptions, waitMs: number = LONGEST_WAIT_MS) {
    this.#folder = folder;
    this.damage = new Damage(folder, modules.onDamage ?? ((): void => {}));
    const log = modules.isWorker ? undefined : logState(folder, modules.fs);
    this.#connection = openConnection(folder, modules);
    try {
      this.#waitInPlace(waitMs);
      prepareStore(
        {
          folder,
          rows: this,
          connection: this.#connection,
          change: (work) => this.#change(work),
        },
        log,
        modules,
      );
      this.#presence = new Presence(modules.fs, folder, this.#path());
      this.#waitInPlace(0);
    } catch (cause) {
      this.#connection.close();
      if (cause instanceof StoreError) throw cause;
      const reason = `its database is unusable: ${reasonOf(cause)}`;
      const Kind = isLocked(cause) ? StoreBusyError : StoreError;
      throw new Kind(folder, "open", reason, { cause });
    }
  }

  /** Runs the work as one atomic transaction. */
  write<T>(work: () => Awaitable<T>): Promise<T> {
    return this.#inTurn(() => this.#transact(WRITE, work));
  }

  /** Runs the work on a snapshot of the store, regardless of the writes of other processes. */
  read<T>(work: () => Awaitable<T>): Promise<T> {
    return this.#inTurn(() => this.#transact(READ, work));
  }

  /**
   * Runs the work as one transaction before it returns, and aborts any transaction in progress. It
   * waits in place for other processes, because this one is about to end.
   */
  writeNow<T>(work: () => T): T {
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

  /** Returns every row of a query. */
  all(sql: string, ...values: SqliteValue[]): readonly Row[] {
    // Columns are text, numbers and nulls: the tables hold no blobs, and no integers past 2^53.
    const rows = this.#statement(sql).all(...values.map(toColumn)) as WritableRow[];
    rows.forEach(decodeRow);
    return rows;
  }

  /**
   * Returns every row of a query as a list of its columns, with strings as they are stored. For many
   * rows: they take half the time of objects.
   */
  lists(sql: string, ...values: SqliteValue[]): readonly (readonly SqliteValue[])[] {
    this.#checkState();
    let statement = this.#listings.get(sql);
    if (!statement) this.#listings.set(sql, statement = prepareListing(this.#connection, sql));
    return statement(...values);
  }

  /** Returns the first row of a query. */
  get(sql: string, ...values: SqliteValue[]): Row | undefined {
    const row = this.#statement(sql).get(...values.map(toColumn)) as WritableRow | undefined;
    if (row) decodeRow(row);
    return row;
  }

  /** Runs a statement, and returns the number of rows it changed. */
  run(sql: string, ...values: SqliteValue[]): number {
    return Number(this.#statement(sql).run(...values.map(toColumn)).changes);
  }

  /** Prepares a statement that runs many times, with numbers, and strings without escapes. */
  prepare(sql: string): (...values: SqliteValue[]) => unknown {
    const statement = this.#statement(sql);
    return statement.run.bind(statement);
  }

  /** Returns the error of damaged data. */
  damaged(what: string): StoreError {
    return new StoreError(this.#folder, "use", damageText(what));
  }

  /** Closes the connection, once the work in progress has ended. */
  close(): Promise<void> {
    return this.#inTurn(() => {
      this.#statements.clear();
      this.#listings.clear();
      this.#connection.close();
      return Promise.resolve();
    });
  }

  /** Runs tasks one after another, because a connection has one transaction at a time. */
  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#last.then(task);
    const settled = (): void => {};
    this.#last = result.then(settled, settled);
    return result;
  }

  async #transact<T>(begin: Begin, work: () => Awaitable<T>): Promise<T> {
    try {
      await onceFree(() => this.#begin(begin));
      const result = await work();
      this.#checkState();
      // Before the end, so that nothing is reported as stored that is not.
      if (begin === WRITE) this.#presence.check();
      this.#connection.exec("COMMIT");
      return result;
    } catch (error) {
      this.#rollBack();
      throw toStoreError(this.#folder, error);
    } finally {
      this.#state = "idle";
    }
  }

  #begin(begin: Begin): void {
    this.#connection.exec(begin);
    // A later statement must not find a lock, because the work cannot be repeated.
    if (begin === READ) this.#lockSnapshot();
    this.#state = "open";
  }

  #lockSnapshot(): void {
    try {
      this.#statement("PRAGMA user_version").get();
    } catch (error) {
      this.#rollBack();
      throw error;
    }
  }

  /** Runs the work as one transaction before it returns. */
  #change<T>(work: () => T): T {
    try {
      this.#connection.exec(WRITE);
      const result = work();
      this.#connection.exec("COMMIT");
      return result;
    } catch (error) {
      this.#rollBack();
      throw error;
    }
  }

  #waitInPlace(longestMs: number): void {
    this.#connection.exec(`PRAGMA busy_timeout = ${longestMs}`);
  }

  #checkState(): void {
    if (this.#state === "interrupted") throw new Error("The transaction was aborted");
  }

  #rollBack(): void {
    try {
      this.#connection.exec("ROLLBACK");
    } catch {
      // SQLite has ended the transaction itself, as it does when the disk is full.
    }
  }

  #statement(sql: string): SqliteStatement {
    this.#checkState();
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#connection.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #path(): string {
    return String(
      this.get("SELECT file FROM pragma_database_list WHERE name = 'main'")?.["file"] ?? "",
    );
  }
}

function prepareListing(connection: SqliteDatabase, sql: string): Listing {
  const statement = connection.prepare(sql);
  // Columns are text, numbers and nulls: the tables hold no blobs, and no integers past 2^53.
  type Columns = readonly SqliteValue[];
  if (statement.setReturnArrays) {
    statement.setReturnArrays(true);
    return (...values) => statement.all(...values) as readonly Columns[];
  }
  return (...values) =>
    (statement.all(...values) as readonly Row[]).map(Object.values<SqliteValue>);
}
