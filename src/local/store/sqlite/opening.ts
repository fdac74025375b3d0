/**
 * Prepares an open database for use: settings for several processes, migration, and a search for
 * damage.
 *
 * @module
 */
import { isLocked, StoreBusyError, StoreError, StoreNotFoundError } from "../errors.ts";
import { findListDamage, findPageDamage, isLarge } from "./damage.ts";
import { bringAlong } from "./bring_along.ts";
import { reasonOf } from "./connection.ts";
import { countLostPages, keepLog, type LogState } from "./log_damage.ts";
import type { SqliteDatabase, SqliteStoreModules } from "./modules.ts";
import type { Row, Rows } from "./row.ts";
import { MIGRATIONS, STAND_INS } from "./schema.ts";

/** Options to open a database. */
export interface DatabaseOptions extends Pick<SqliteStoreModules, "sqlite" | "fs"> {
  /** Whether to skip the integrity check of the pages. */
  readonly skipCheck?: boolean | undefined;
  /** Whether the thread can end before its process, which then closes the thread's files. */
  readonly isWorker?: boolean | undefined;
  /**
   * Whether to create the store if it does not exist.
   * @default true
   */
  readonly mayCreate?: boolean | undefined;
  /** Receives a message about damage that does not prevent opening the store. */
  readonly onDamage?: ((notice: string) => void) | undefined;
}

/** A database that is being opened. */
export interface OpeningDatabase {
  /** Folder of the store. */
  readonly folder: string;
  /** The connection. */
  readonly connection: SqliteDatabase;
  /** Reads and writes through the connection. */
  readonly rows: Rows;
  /** Runs the work as one transaction before it returns. */
  readonly change: (work: () => void) => void;
}

/**
 * Makes an open database ready for use.
 *
 * @param log Extent of the log before the database was opened
 * @throws {StoreError} If the database is damaged, or is newer than this code
 */
export function prepareStore(
  database: OpeningDatabase,
  log: LogState | undefined,
  options: DatabaseOptions,
): void {
  letShrink(database.connection);
  const mode = database.connection.prepare("PRAGMA journal_mode = WAL").get() as Row | undefined;
  database.connection.exec("PRAGMA synchronous = NORMAL");
  if (mode?.["journal_mode"] !== "wal") {
    options.onDamage?.(
      `Store "${database.folder}": its file system has no shared memory, so readers and writers ` +
        "wait for each other. Keep the store on a local disk",
    );
  }
  checkLog(database, log, options);
  migrate(database);
  if (!options.skipCheck) checkPages(database);
  // What a write needs to undo one of its statements exceeds 64 kB in most: SQLite would make a file
  // for it each time.
  database.connection.exec("PRAGMA temp_store = MEMORY");
}

/**
 * Makes a database ready to read that may not be written. Views in memory replace the
 * tables of an earlier version, as far as they can replace a migration.
 *
 * @param log Extent of the log before the database was opened
 * @throws {StoreNotFoundError} If it has no tables
 * @throws {StoreError} If the database is damaged, or its version cannot be read
 */
export function prepareToRead(
  database: OpeningDatabase,
  log: LogState | undefined,
  options: DatabaseOptions,
): void {
  const { folder, connection } = database;
  const version = versionOf(connection);
  tellLost(folder, countLostPages(folder, log, options.fs), log, undefined, options);
  if (version === 0) throw new StoreNotFoundError(folder);
  requireKnown(folder, version);
  const standIns = MIGRATIONS.slice(version).map((_, index) => STAND_INS.get(version + index + 1));
  if (standIns.includes(undefined)) {
    throw new StoreError(
      folder,
      "open",
      `it has version ${version}, which must be migrated, but it cannot be written. Open it once ` +
        "where it may be written, or open a copy",
    );
  }
  connection.exec("PRAGMA temp_store = MEMORY");
  for (const sql of standIns) connection.exec(sql ?? "");
  if (!options.skipCheck) checkPages(database);
}

/** Returns the error of a database that could not be opened. */
export function toOpeningError(folder: string, cause: unknown): StoreError {
  if (cause instanceof StoreError) return cause;
  const reason = `its database is unusable: ${reasonOf(cause)}`;
  const Kind = isLocked(cause) ? StoreBusyError : StoreError;
  return new Kind(folder, "open", reason, { cause });
}

function requireKnown(folder: string, version: number): void {
  if (version <= MIGRATIONS.length) return;
  throw new StoreError(
    folder,
    "open",
    `it has version ${version}, and this runlog supports up to ${MIGRATIONS.length}. ` +
      "Use a newer runlog",
  );
}

function migrate({ folder, connection, rows, change }: OpeningDatabase): void {
  if (versionOf(connection) === MIGRATIONS.length) return;
  change(() => {
    // Read again: another process may have migrated the store.
    const version = versionOf(connection);
    requireKnown(folder, version);
    for (const sql of MIGRATIONS.slice(version)) connection.exec(sql);
    if (version > 0) bringAlong(rows, version);
    connection.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
  });
}

/**
 * Checks the log. Transactions after damage in the log are unreadable: the log is copied, the loss
 * is reported, and the store opens without them.
 */
function checkLog(
  { folder, connection, change }: OpeningDatabase,
  before: LogState | undefined,
  options: DatabaseOptions,
): void {
  const { fs } = options;
  // SQLite reads the log at the first query.
  versionOf(connection);
  if (countLostPages(folder, before, fs) === 0) return;
  change(() => {
    const lost = countLostPages(folder, before, fs);
    if (lost > 0) tellLost(folder, lost, before, keepLog(folder, fs), options);
  });
}

/** Reports the pages of the log that SQLite could not read. */
function tellLost(
  folder: string,
  lost: number,
  before: LogState | undefined,
  copy: string | undefined,
  { onDamage }: DatabaseOptions,
): void {
  if (lost === 0) return;
  const kept = copy === undefined ? "" : `. "${copy}" is a copy of the log`;
  onDamage?.(
    `Store "${folder}" is damaged: the end of its log is unreadable, and the last ` +
      `records are missing (${lost} of ${before?.pages} pages)${kept}`,
  );
}

function checkPages({ folder, rows, connection }: OpeningDatabase): void {
  let found: string | undefined;
  try {
    // In one snapshot: between two statements, another process may write what the first one counted.
    connection.exec("BEGIN");
    [found] = isLarge(rows) ? findListDamage(rows) : findPageDamage(rows, 1);
  } catch (error) {
    // Too much damage to continue the check.
    found = reasonOf(error);
  }
  endSnapshot(connection);
  if (found === undefined) return;
  const reason =
    `its database is damaged: ${found}. Run \`runlog doctor\` for details, restore a ` +
    "backup, or read the intact part with skipCheck";
  throw new StoreError(folder, "open", reason);
}

function endSnapshot(connection: SqliteDatabase): void {
  try {
    connection.exec("ROLLBACK");
  } catch {
    // Damage has ended it, or prevented it.
  }
}

/** Lets a new database return space to the disk, which is chosen before anything is written. */
function letShrink(connection: SqliteDatabase): void {
  if (pragmaOf(connection, "page_count") > 0) return;
  connection.exec("PRAGMA auto_vacuum = INCREMENTAL");
}

function versionOf(connection: SqliteDatabase): number {
  return pragmaOf(connection, "user_version");
}

function pragmaOf(connection: SqliteDatabase, name: "page_count" | "user_version"): number {
  // Not a cached statement: nothing is known about the database yet.
  const row = connection.prepare(`PRAGMA ${name}`).get() as Row | undefined;
  return Number(row?.[name]);
}
