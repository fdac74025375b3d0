/**
 * Opens the connection to the database in a store's folder: to write where the process may write,
 * else to read.
 *
 * @module
 */
import { isLocked, StoreError, StoreNotFoundError } from "../errors.ts";
import type { FileSystem, SqliteDatabase, SqliteStoreModules } from "./modules.ts";
import { createFolder } from "./new_folder.ts";
import { QuietFiles } from "./quiet_files.ts";

type Modules = Pick<SqliteStoreModules, "sqlite" | "fs">;

/** A connection, and what it may do. */
export interface OpenConnection {
  /** The connection. */
  readonly connection: SqliteDatabase;
  /** Why the connection may only read; undefined if it may write. */
  readonly readOnly: string | undefined;
  /**
   * Files that must not change while the connection reads them, because it has no locks; undefined
   * if it has.
   */
  readonly quiet: QuietFiles | undefined;
}

/** Name of the database in a store's folder. */
const FILE = "runlog.db";

/** SQLite's file systems without locks. A log without its index can only be read without them. */
const WITHOUT_LOCKS = ["unix-none", "win32-none"] as const;

/** Returns the path of the database in a store's folder. */
export function databasePath(folder: string): string {
  return `${folder}/${FILE}`;
}

/**
 * Opens the database in a store's folder.
 *
 * @param mayCreate Whether to create the store, with its folder, if it does not exist
 * @throws {StoreNotFoundError} If it does not exist and is not created
 * @throws {StoreError} If it can be neither written nor read
 */
export function openConnection(
  folder: string,
  modules: Modules,
  mayCreate: boolean,
): OpenConnection {
  const { fs } = modules;
  const path = databasePath(folder);
  const isNew = !fs.existsSync(path);
  if (isNew && !mayCreate) throw new StoreNotFoundError(folder);
  let connection: SqliteDatabase;
  try {
    if (isNew) createFolder(folder, fs);
    connection = new modules.sqlite.DatabaseSync(path);
    // Before SQLite creates the log, which gets the same permissions.
    if (isNew) fs.chmodSync(path, 0o600);
  } catch (cause) {
    if (!isNew) return openToRead(folder, modules, cause);
    const reason = `it must be a writable folder: ${reasonOf(cause)}`;
    throw new StoreError(folder, "open", reason, { cause });
  }
  return withAccess(connection, folder, modules, isNew);
}

/** Finds out whether an open connection may write, and replaces it if it cannot even read. */
function withAccess(
  connection: SqliteDatabase,
  folder: string,
  modules: Modules,
  isNew: boolean,
): OpenConnection {
  // A file that was created can be written.
  if (isNew) return { connection, readOnly: undefined, quiet: undefined };
  try {
    tryToWrite(connection);
  } catch (cause) {
    // SQLite waits for a lock only if it may write.
    if (isLocked(cause)) return { connection, readOnly: undefined, quiet: undefined };
    if (!isRefusal(cause)) {
      connection.close();
      throw cause;
    }
    const readOnly = whyReadOnly(folder, cause, modules.fs);
    if (readOnly !== undefined && mayRead(connection)) {
      return { connection, readOnly, quiet: undefined };
    }
    connection.close();
    return openToRead(folder, modules, cause);
  }
  return { connection, readOnly: undefined, quiet: undefined };
}

/** Throws if the database cannot be written. Changes nothing. */
function tryToWrite(connection: SqliteDatabase): void {
  // SQLite begins even this transaction as a reading one if the file may only be read.
  connection.exec("BEGIN IMMEDIATE");
  try {
    // Unused by stores, so that it is 0.
    connection.exec("PRAGMA application_id = 0");
  } finally {
    connection.exec("ROLLBACK");
  }
}

/**
 * Opens a database that may not be written.
 *
 * @throws the error of opening it to write, if that is not for lack of a permission
 */
function openToRead(folder: string, modules: Modules, refusal: unknown): OpenConnection {
  const path = databasePath(folder);
  const readOnly = whyReadOnly(folder, refusal, modules.fs);
  if (readOnly === undefined) throw refusal;
  const quiet = new QuietFiles(path, modules.fs);
  let failure: unknown;
  for (const attempt of attemptsToRead(path, quiet)) {
    try {
      const connection = attempt.open(modules);
      if (mayRead(connection)) {
        return { connection, readOnly, quiet: attempt.hasLocks ? undefined : quiet };
      }
      connection.close();
    } catch (error) {
      if (isLocked(error)) throw error;
      failure = error;
    }
  }
  const reason = `it can be neither written nor read: ${readOnly}. A process that may write must ` +
    "open it once, or read a copy of the folder. Deno needs --allow-all for a store without write " +
    "permission";
  throw new StoreError(folder, "open", reason, { cause: failure ?? refusal });
}

interface Attempt {
  readonly hasLocks: boolean;
  readonly open: (modules: Modules) => SqliteDatabase;
}

/**
 * Lists the ways to read. SQLite needs the index of the log, a file that it creates if it does not
 * exist. Where it may not, it must take the files for unchangeable. It then ignores a log, so one
 * that a process left is read without locks instead, with an index in memory.
 */
function attemptsToRead(path: string, quiet: QuietFiles): readonly Attempt[] {
  const ordinary: Attempt = {
    hasLocks: true,
    open: ({ sqlite }) => new sqlite.DatabaseSync(path, { readOnly: true }),
  };
  const byUri = (query: string, pragma?: string): Attempt => ({
    hasLocks: false,
    open: ({ sqlite }) => {
      const uri = `${uriOf(path)}?mode=ro&${query}`;
      const connection = new sqlite.DatabaseSync(uri, { readOnly: true });
      if (pragma !== undefined) connection.exec(pragma);
      return connection;
    },
  });
  if (quiet.hasLog) {
    const exclusive = "PRAGMA locking_mode = EXCLUSIVE";
    return [ordinary, ...WITHOUT_LOCKS.map((vfs) => byUri(`vfs=${vfs}`, exclusive))];
  }
  const still = byUri("immutable=1");
  // Without an index, no process uses the database, and the ordinary way would create one.
  return quiet.hasIndex ? [ordinary, still] : [still, ordinary];
}

/** Returns the URI of a file. Its path may contain any character. */
function uriOf(path: string): string {
  const slashes = path.replaceAll("\\", "/");
  const absolute = /^[A-Za-z]:/.test(path) ? `/${slashes}` : path;
  return `file:${encodeURI(absolute).replace(/[?#]/g, encodeURIComponent)}`;
}

function mayRead(connection: SqliteDatabase): boolean {
  try {
    connection.prepare("SELECT count(*) FROM sqlite_schema").get();
    return true;
  } catch (error) {
    if (!isLocked(error)) return false;
    // The caller waits until the other process is done, and opens another connection.
    connection.close();
    throw error;
  }
}

/** Returns whether SQLite may not write a file, or not create the index of the log. */
function isRefusal(error: unknown): boolean {
  return /readonly database|unable to open database file/.test(reasonOf(error));
}

/** Codes of the system's errors for a lack of permission. */
const REFUSALS: ReadonlySet<unknown> = new Set(["EACCES", "EPERM", "EROFS"]);

/**
 * Returns the system's reason why a store cannot be written; undefined if it could be, so that
 * something else failed. SQLite reports only that it cannot.
 */
function whyReadOnly(folder: string, refusal: unknown, fs: FileSystem): string | undefined {
  // Deno would ask for the permission.
  if (/^Requires /.test(reasonOf(refusal))) return reasonOf(refusal);
  const probe = `${folder}/runlog.db-${crypto.randomUUID()}`;
  try {
    // Not closed: that would drop this process's locks on the file, see log_damage.ts.
    fs.openSync(databasePath(folder), "r+");
    // SQLite creates files beside the database.
    fs.writeFileSync(probe, "", { flag: "wx" });
    fs.rmSync(probe);
    return undefined;
  } catch (error) {
    const isRefused = error instanceof Error && "code" in error && REFUSALS.has(error.code);
    return isRefused ? reasonOf(error) : undefined;
  }
}

/** Returns the message of an error. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
