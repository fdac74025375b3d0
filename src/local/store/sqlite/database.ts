/**
 * One SQLite connection, with settings for several processes, transactions, and cached statements.
 *
 * @module
 */
import type { Awaitable } from "../awaitable.ts";
import { StoreError, toStoreError } from "../errors.ts";
import { findListDamage, findPageDamage } from "./damage.ts";
import { fillChecks } from "./fill_checks.ts";
import { countLostPages, keepLog, type LogState, logState } from "./log_damage.ts";
import type {
  SqliteDatabase,
  SqliteStatement,
  SqliteStoreModules,
  SqliteValue,
} from "./modules.ts";
import type { Row, Rows } from "./row.ts";
import { MIGRATIONS } from "./schema.ts";

/** Options to open a database. */
export interface DatabaseOptions extends Pick<SqliteStoreModules, "sqlite" | "fs"> {
  /** Whether to skip the integrity check of the pages. */
  readonly skipCheck?: boolean | undefined;
  /** Receives a message about damage that does not prevent opening the store. */
  readonly onDamage?: ((notice: string) => void) | undefined;
}

/** Time that a write waits for another process's write, in milliseconds. */
const BUSY_TIMEOUT_MS = 30_000;

/**
 * Maximum size of a database that is checked completely when opened, in bytes. The check takes 8 to
 * 30 ms per megabyte.
 */
const LARGEST_CHECKED = 8_000_000;

/** A connection to a store's database. */
export class Database implements Rows {
  readonly #folder: string;
  readonly #connection: SqliteDatabase;
  readonly #statements = new Map<string, SqliteStatement>();
  /** Resolves when all earlier work is done. */
  #last: Promise<void> = Promise.resolve();
  #state: "idle" | "open" | "interrupted" = "idle";

  /**
   * Opens the database in a store's folder, created if it does not exist, and migrates its tables.
   *
   * @throws {StoreError} If the database cannot be read or written, is damaged, or is newer than
   * this code
   */
  constructor(folder: string, modules: DatabaseOptions) {
    this.#folder = folder;
    const log = logState(folder, modules.fs);
    this.#connection = open(folder, modules);
    try {
      this.#connection.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
      this.#connection.exec("PRAGMA journal_mode = WAL");
      this.#connection.exec("PRAGMA synchronous = NORMAL");
      keepPrivate(folder, modules);
      this.#checkLog(log, modules);
      this.#migrate(folder);
      if (!modules.skipCheck) this.#checkPages(folder);
    } catch (cause) {
      this.#connection.close();
      if (cause instanceof StoreError) throw cause;
      const reason = `its database is unusable: ${reasonOf(cause)}`;
      throw new StoreError(folder, "open", reason, { cause });
    }
  }

  /** Runs the work as one atomic transaction. */
  write<T>(work: () => Awaitable<T>): Promise<T> {
    return this.#inTurn(() => this.#transact("BEGIN IMMEDIATE", work));
  }

  /** Runs the work on a snapshot of the store, regardless of the writes of other processes. */
  read<T>(work: () => Awaitable<T>): Promise<T> {
    return this.#inTurn(() => this.#transact("BEGIN", work));
  }

  /**
   * Runs the work as one transaction before it returns, and aborts any transaction in progress.
   *
   * @param waitMs Time to wait for another process's write, in milliseconds
   */
  writeNow<T>(work: () => T, waitMs = BUSY_TIMEOUT_MS): T {
    const interrupts = this.#state !== "idle";
    if (interrupts) this.#rollBack();
    this.#state = "idle";
    try {
      this.#connection.exec(`PRAGMA busy_timeout = ${waitMs}`);
      this.#connection.exec("BEGIN IMMEDIATE");
      const result = work();
      this.#connection.exec("COMMIT");
      return result;
    } catch (error) {
      this.#rollBack();
      throw error;
    } finally {
      this.#connection.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
      if (interrupts) this.#state = "interrupted";
    }
  }

  /** Returns every row of a query. */
  all(sql: string, ...values: SqliteValue[]): readonly Row[] {
    // Columns are text, numbers and nulls: the tables hold no blobs, and no integers past 2^53.
    return this.#statement(sql).all(...values) as readonly Row[];
  }

  /** Returns the first row of a query. */
  get(sql: string, ...values: SqliteValue[]): Row | undefined {
    return this.#statement(sql).get(...values) as Row | undefined;
  }

  /** Runs a statement, and returns the number of rows it changed. */
  run(sql: string, ...values: SqliteValue[]): number {
    return Number(this.#statement(sql).run(...values).changes);
  }

  /** Prepares a statement that runs many times. */
  prepare(sql: string): (...values: SqliteValue[]) => unknown {
    const statement = this.#statement(sql);
    return statement.run.bind(statement);
  }

  /** Returns the error of damaged data. */
  damaged(what: string): StoreError {
    const reason =
      `${what} is damaged. Run \`runlog doctor\` to find all damage, or restore a backup`;
    return new StoreError(this.#folder, "use", reason);
  }

  /** Closes the connection, once the work in progress has ended. */
  close(): Promise<void> {
    return this.#inTurn(() => {
      this.#statements.clear();
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

  async #transact<T>(begin: string, work: () => Awaitable<T>): Promise<T> {
    try {
      this.#connection.exec(begin);
      this.#state = "open";
      const result = await work();
      this.#checkState();
      this.#connection.exec("COMMIT");
      return result;
    } catch (error) {
      this.#rollBack();
      throw toStoreError(this.#folder, error);
    } finally {
      this.#state = "idle";
    }
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

  #migrate(folder: string): void {
    if (this.#version() === MIGRATIONS.length) return;
    this.writeNow(() => {
      // Read again: another process may have migrated the store.
      const version = this.#version();
      if (version > MIGRATIONS.length) {
        throw new StoreError(
          folder,
          "open",
          `it has version ${version}, and this runlog supports up to ${MIGRATIONS.length}. ` +
            "Use a newer runlog",
        );
      }
      for (const sql of MIGRATIONS.slice(version)) this.#connection.exec(sql);
      if (version > 0) fillChecks(this, version);
      this.#connection.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
    });
  }

  /**
   * Checks the log. Transactions after damage in the log are unreadable: the log is copied, the
   * loss is reported, and the store opens without them.
   */
  #checkLog(before: LogState | undefined, { fs, onDamage }: DatabaseOptions): void {
    // SQLite reads the log at the first query.
    this.#version();
    if (countLostPages(this.#folder, before, fs) === 0) return;
    this.writeNow(() => {
      const lost = countLostPages(this.#folder, before, fs);
      if (lost === 0) return;
      const name = keepLog(this.#folder, fs);
      onDamage?.(
        `Store "${this.#folder}" is damaged: the end of its log is unreadable, and the last ` +
          `records are missing (${lost} of ${before?.pages} pages). "${name}" is a copy of the log`,
      );
    });
  }

  #checkPages(folder: string): void {
    const sizes = "SELECT page_count * page_size AS size FROM pragma_page_count, pragma_page_size";
    const isLarge = Number(this.get(sizes)?.["size"]) > LARGEST_CHECKED;
    let found: string | undefined;
    try {
      [found] = isLarge ? findListDamage(this) : findPageDamage(this, 1);
    } catch (error) {
      // Too much damage to continue the check.
      found = reasonOf(error);
    }
    if (found === undefined) return;
    const reason =
      `its database is damaged: ${found}. Run \`runlog doctor\` for details, restore a ` +
      "backup, or read the intact part with skipCheck";
    throw new StoreError(folder, "open", reason);
  }

  #version(): number {
    // Not a cached statement: nothing is known about the database yet.
    const row = this.#connection.prepare("PRAGMA user_version").get() as Row | undefined;
    return Number(row?.["user_version"]);
  }
}

function open(folder: string, { sqlite, fs }: DatabaseOptions): SqliteDatabase {
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    return new sqlite.DatabaseSync(`${folder}/runlog.db`);
  } catch (cause) {
    const reason = `it must be a writable folder: ${reasonOf(cause)}`;
    throw new StoreError(folder, "open", reason, { cause });
  }
}

/** Prevents other users of the machine from reading the store, whatever folder it is in. */
function keepPrivate(folder: string, { fs }: DatabaseOptions): void {
  for (const suffix of ["", "-wal", "-shm"]) {
    const path = `${folder}/runlog.db${suffix}`;
    if (fs.existsSync(path)) fs.chmodSync(path, 0o600);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
