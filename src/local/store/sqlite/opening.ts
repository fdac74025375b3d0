/**
 * Opens the database in a store's folder: settings for several processes, migration, and a search
 * for damage.
 *
 * @module
 */
import { StoreError } from "../errors.ts";
import { findListDamage, findPageDamage, isLarge } from "./damage.ts";
import { bringAlong } from "./bring_along.ts";
import { countLostPages, keepLog, type LogState } from "./log_damage.ts";
import type { SqliteDatabase, SqliteStoreModules } from "./modules.ts";
import type { Row, Rows } from "./row.ts";
import { MIGRATIONS } from "./schema.ts";

/** Options to open a database. */
export interface DatabaseOptions extends Pick<SqliteStoreModules, "sqlite" | "fs"> {
  /** Whether to skip the integrity check of the pages. */
  readonly skipCheck?: boolean | undefined;
  /** Whether the thread can end before its process, which then closes the thread's files. */
  readonly isWorker?: boolean | undefined;
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

/** Opens the file of the database, created with its folder if it does not exist. */
export function openConnection(folder: string, { sqlite, fs }: DatabaseOptions): SqliteDatabase {
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    return new sqlite.DatabaseSync(`${folder}/runlog.db`);
  } catch (cause) {
    const reason = `it must be a writable folder: ${reasonOf(cause)}`;
    throw new StoreError(folder, "open", reason, { cause });
  }
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
  database.connection.exec("PRAGMA journal_mode = WAL");
  database.connection.exec("PRAGMA synchronous = NORMAL");
  keepPrivate(database.folder, options);
  checkLog(database, log, options);
  migrate(database);
  if (!options.skipCheck) checkPages(database);
}

/** Returns the message of an error. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function migrate({ folder, connection, rows, change }: OpeningDatabase): void {
  if (versionOf(connection) === MIGRATIONS.length) return;
  change(() => {
    // Read again: another process may have migrated the store.
    const version = versionOf(connection);
    if (version > MIGRATIONS.length) {
      throw new StoreError(
        folder,
        "open",
        `it has version ${version}, and this runlog supports up to ${MIGRATIONS.length}. ` +
          "Use a newer runlog",
      );
    }
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
  { fs, onDamage }: DatabaseOptions,
): void {
  // SQLite reads the log at the first query.
  versionOf(connection);
  if (countLostPages(folder, before, fs) === 0) return;
  change(() => {
    const lost = countLostPages(folder, before, fs);
    if (lost === 0) return;
    const name = keepLog(folder, fs);
    onDamage?.(
      `Store "${folder}" is damaged: the end of its log is unreadable, and the last ` +
        `records are missing (${lost} of ${before?.pages} pages). "${name}" is a copy of the log`,
    );
  });
}

function checkPages({ folder, rows }: OpeningDatabase): void {
  let found: string | undefined;
  try {
    [found] = isLarge(rows) ? findListDamage(rows) : findPageDamage(rows, 1);
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

/** Prevents other users of the machine from reading the store, whatever folder it is in. */
function keepPrivate(folder: string, { fs }: DatabaseOptions): void {
  for (const suffix of ["", "-wal", "-shm"]) {
    const path = `${folder}/runlog.db${suffix}`;
    if (fs.existsSync(path)) fs.chmodSync(path, 0o600);
  }
}
