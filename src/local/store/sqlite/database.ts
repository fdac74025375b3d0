/**
 * One SQLite connection: opened with the settings that several processes need, transactions,
 * prepared statements kept.
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

/** What a database is opened with. */
export interface DatabaseOptions extends Pick<SqliteStoreModules, "sqlite" | "fs"> {
  /** Whether the pages are not looked through. */
  readonly skipCheck?: boolean | undefined;
  /** Told of damage that the store is opened in spite of. */
  readonly onDamage?: ((notice: string) => void) | undefined;
}

/** How long a write waits for another process's, in milliseconds. */
const BUSY_TIMEOUT_MS = 30_000;

/**
 * A larger database is not looked through as a whole when it is opened, which takes 8 to 30 ms a
 * megabyte.
 */
const LARGEST_CHECKED = 8_000_000;

/** A connection to a store's database. */
export class Database implements Rows {
  readonly #folder: string;
  readonly #connection: SqliteDatabase;
  readonly #statements = new Map<string, SqliteStatement>();
  /** Settles when nothing is left to do of what was asked for before. */
  #last: Promise<void> = Promise.resolve();
  #state: "idle" | "open" | "interrupted" = "idle";

  /**
   * Opens the database of a store's folder, made if absent, and brings its tables up to date.
   *
   * @throws {StoreError} when it cannot be read or written, is damaged, or is newer than this code
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
      const reason = `its database cannot be used: ${reasonOf(cause)}`;
      throw new StoreError(folder, "open", reason, { cause });
    }
  }

  /** Runs the work as one transaction; what it wrote is there as a whole or not at all. */
  write<T>(work: () => Awaitable<T>): Promise<T> {
    return this.#inTurn(() => this.#transact("BEGIN IMMEDIATE", work));
  }

  /** Runs the work on the store as it is at one moment, whatever other processes write. */
  read<T>(work: () => Awaitable<T>): Promise<T> {
    return this.#inTurn(() => this.#transact("BEGIN", work));
  }

  /** Runs the work as one transaction before it returns; what is under way is given up. */
  writeNow(work: () => void): void {
    const interrupts = this.#state === "open";
    if (interrupts) this.#rollBack();
    try {
      this.#connection.exec("BEGIN IMMEDIATE");
      work();
      this.#connection.exec("COMMIT");
    } catch (error) {
      this.#rollBack();
      throw error;
    } finally {
      if (interrupts) this.#state = "interrupted";
    }
  }

  /** Every row of a query. */
  all(sql: string, ...values: SqliteValue[]): readonly Row[] {
    // Columns are text, numbers and nulls: the tables hold no blobs, and no integers past 2^53.
    return this.#statement(sql).all(...values) as readonly Row[];
  }

  /** The first row of a query. */
  get(sql: string, ...values: SqliteValue[]): Row | undefined {
    return this.#statement(sql).get(...values) as Row | undefined;
  }

  /** Runs a statement, and answers how many rows it changed. */
  run(sql: string, ...values: SqliteValue[]): number {
    return Number(this.#statement(sql).run(...values).changes);
  }

  /** A statement to run many times. */
  prepare(sql: string): (...values: SqliteValue[]) => unknown {
    const statement = this.#statement(sql);
    return statement.run.bind(statement);
  }

  /** The error of something that is not as it was written. */
  damaged(what: string): StoreError {
    const reason =
      `${what} is damaged: \`runlog doctor\` looks for more, and a backup has it whole`;
    return new StoreError(this.#folder, "use", reason);
  }

  /** Closes the connection, after what is under way. */
  close(): Promise<void> {
    return this.#inTurn(() => {
      this.#statements.clear();
      this.#connection.close();
      return Promise.resolve();
    });
  }

  /** A connection has one transaction at a time. */
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
    if (this.#state === "interrupted") throw new Error("The transaction was given up");
  }

  #rollBack(): void {
    try {
      this.#connection.exec("ROLLBACK");
    } catch {
      // SQLite has ended the transaction itself, as it does where the disk is full.
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
      // Read again: another process may have been quicker.
      const version = this.#version();
      if (version > MIGRATIONS.length) {
        throw new StoreError(
          folder,
          "open",
          `it is of version ${version}, and this runlog knows up to ${MIGRATIONS.length}. ` +
            "Use a newer runlog",
        );
      }
      for (const sql of MIGRATIONS.slice(version)) this.#connection.exec(sql);
      if (version > 0) fillChecks(this, version);
      this.#connection.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
    });
  }

  /** What is behind damage in the log cannot be read: it is kept, told, and gone on without. */
  #checkLog(before: LogState | undefined, { fs, onDamage }: DatabaseOptions): void {
    // SQLite reads the log at the first look at the database.
    this.#version();
    if (countLostPages(this.#folder, before, fs) === 0) return;
    this.writeNow(() => {
      const lost = countLostPages(this.#folder, before, fs);
      if (lost === 0) return;
      const name = keepLog(this.#folder, fs);
      onDamage?.(
        `Store "${this.#folder}" is damaged: its log cannot be read to the end, and what was ` +
          `recorded last is missing (${lost} of ${before?.pages} pages). "${name}" keeps the log`,
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
      // Too much of it to look on.
      found = reasonOf(error);
    }
    if (found === undefined) return;
    const reason =
      `its database is damaged: ${found}. \`runlog doctor\` tells more; a backup has it ` +
      "whole, and skipCheck opens what is left";
    throw new StoreError(folder, "open", reason);
  }

  #version(): number {
    // Asked past the kept statements: nothing of the database is known yet.
    const row = this.#connection.prepare("PRAGMA user_version").get() as Row | undefined;
    return Number(row?.["user_version"]);
  }
}

function open(folder: string, { sqlite, fs }: DatabaseOptions): SqliteDatabase {
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    return new sqlite.DatabaseSync(`${folder}/runlog.db`);
  } catch (cause) {
    const reason = `it must be a folder that may be written: ${reasonOf(cause)}`;
    throw new StoreError(folder, "open", reason, { cause });
  }
}

/** No other user of the machine reads the store, whatever folder it is in. */
function keepPrivate(folder: string, { fs }: DatabaseOptions): void {
  for (const suffix of ["", "-wal", "-shm"]) {
    const path = `${folder}/runlog.db${suffix}`;
    if (fs.existsSync(path)) fs.chmodSync(path, 0o600);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
