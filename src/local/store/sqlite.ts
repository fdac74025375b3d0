/**
 * A store in a folder: `runlog.db`, a SQLite database that any number of processes can open, and
 * `objects/`.
 *
 * @module
 */
import { deferredStore } from "./deferred_store.ts";
import { StoreError, StoreNotFoundError } from "./errors.ts";
import { objectFolder } from "./object_folder.ts";
import { databasePath } from "./sqlite/connection.ts";
import { Database } from "./sqlite/database.ts";
import { entityTables } from "./sqlite/entities.ts";
import type { SqliteStoreModules } from "./sqlite/modules.ts";
import { objectTables } from "./sqlite/objects.ts";
import { pointTables } from "./sqlite/points.ts";
import { hasRemovedSeries, removeSlice } from "./sqlite/removal.ts";
import { hasSpaceToReturn, returnSlice, SHORTEN_LOG } from "./sqlite/space.ts";
import { sweepObjects } from "./sqlite/sweep.ts";
import { walkTables } from "./sqlite/walk.ts";
import type { LocalStore, ObjectFolder, Tables, TablesNow } from "./store.ts";
import { Upkeep } from "./upkeep.ts";
import { type OptionKinds, requireOptions } from "../../options.ts";
import { FLAG, FUNCTION, OBJECT, recordOf, required, TEXT } from "../../kinds.ts";

/** Options to open a store in a folder. */
export interface SqliteStoreOptions extends SqliteStoreModules {
  /** Folder of the store, created if it does not exist. It is opened read-only if it must be. */
  readonly folder: string;
  /**
   * Whether to open the store without the integrity check, to read the intact part of a damaged
   * one. By default the whole database is checked if it has at most 8 MB. In a larger one, only the
   * lists of experiments, runs and files are checked, and those of more than 10,000 rows by a
   * count and a sample. Reads always verify the checksums of rows and
   * files.
   * @default false
   */
  readonly skipCheck?: boolean | undefined;
  /**
   * Whether this is a worker thread. Damage of a log that a process left is then not searched for:
   * the thread's end would drop the locks of other threads on the log's index.
   * @default false
   */
  readonly isWorker?: boolean | undefined;
  /**
   * Receives a message about damage that does not prevent opening the store. A process left a log
   * whose end is unreadable, so the last records are missing.
   * @default console.warn
   */
  readonly onDamage?: ((notice: string) => void) | undefined;
}

const SQLITE = recordOf("be the module node:sqlite", { DatabaseSync: FUNCTION });
const FS = recordOf("be the module node:fs", {
  existsSync: FUNCTION,
  mkdirSync: FUNCTION,
  statSync: FUNCTION,
});
const CRYPTO = recordOf("be the module node:crypto", { createHash: FUNCTION });

/** Kinds of {@linkcode SqliteStoreOptions}. */
export const SQLITE_OPTIONS: OptionKinds<SqliteStoreOptions> = {
  folder: required(TEXT),
  skipCheck: FLAG,
  isWorker: FLAG,
  onDamage: FUNCTION,
  sqlite: required(SQLITE),
  fs: required(FS),
  crypto: required(CRYPTO),
  zlib: OBJECT,
};

/**
 * Opens a store in a folder with your own modules, such as another SQLite. `localService` and
 * `localSession` open one with the runtime's modules. If another process has locked the store, this
 * function waits in place for up to 30 s, and they do not stop the process.
 *
 * @throws {StoreError} If the store cannot be read, is damaged, or is newer than this code
 *
 * @example
 * ```ts
 * import { createLocalService } from "@runlog/sagemaker/local";
 * import { openSqliteStore } from "@runlog/sagemaker/local/store";
 *
 * const [sqlite, fs, crypto] = await Promise.all([
 *   import("node:sqlite"),
 *   import("node:fs"),
 *   import("node:crypto"),
 * ]);
 * const store = openSqliteStore({ folder: await Deno.makeTempDir(), sqlite, fs, crypto });
 * const service = createLocalService({ store });
 * await service.close();
 * ```
 */
export function openSqliteStore(options: SqliteStoreOptions): LocalStore {
  requireOptions("Cannot open store", options, SQLITE_OPTIONS);
  return makeStore(new Database(options.folder, { onDamage: warn, ...options }), options);
}

/**
 * Opens a store as {@linkcode openSqliteStore} does, but does not stop the process while another one
 * has locked it.
 *
 * @throws {StoreError} If the store cannot be read, is damaged, or is newer than this code
 */
export async function waitForSqliteStore(options: SqliteStoreOptions): Promise<LocalStore> {
  requireOptions("Cannot open store", options, SQLITE_OPTIONS);
  return makeStore(await Database.open(options.folder, { onDamage: warn, ...options }), options);
}

/**
 * Returns a store in a folder that its first write creates. A store that exists is opened at once.
 *
 * @param options Folder and modules
 * @param findNearby Returns the folder of the nearest store, to report that this one is missing
 * @throws {StoreError} If the store cannot be read, is damaged, or is newer than this code
 */
export async function deferSqliteStore(
  options: SqliteStoreOptions,
  findNearby: () => string | undefined,
): Promise<LocalStore> {
  const { folder, fs } = options;
  const exists = (): boolean => fs.existsSync(databasePath(folder));
  if (exists()) return await waitForSqliteStore(options);
  return deferredStore({
    location: { kind: "sqlite", path: folder },
    exists,
    open: () => waitForSqliteStore(options),
    missing: () => new StoreNotFoundError(folder, findNearby()),
  });
}

function warn(notice: string): void {
  console.warn(`runlog: ${notice}`);
}

function makeStore(database: Database, options: SqliteStoreOptions): LocalStore {
  const { folder } = options;
  const entities = entityTables(database);
  const upkeep = new Upkeep({
    hasWork: () => database.read(() => hasRemovedSeries(database) || hasSpaceToReturn(database)),
    slices: [removeSlice, returnSlice].map((slice) => () => database.write(() => slice(database))),
    finish: async () => void await database.outside(SHORTEN_LOG),
  });
  const points = pointTables(database, () => upkeep.wake());
  const now: TablesNow = { entities, points };
  const tables: Tables = {
    entities,
    points,
    walks: walkTables(database),
    objects: objectTables(database),
  };
  const files = openFiles(database, options);
  let isClosing = false;
  // Runs in the background and may fail: the next sweep removes the remaining files.
  const swept = database.readOnly === undefined
    ? sweepObjects(`${folder}/objects`, options.fs, database, () => isClosing).catch(() => 0)
    : undefined;
  if (database.readOnly === undefined) upkeep.resume();
  return {
    location: { kind: "sqlite", path: folder },
    read: (work) => database.read((giveWay) => work({ ...tables, giveWay })),
    write: (work) => database.write(() => work(tables)),
    writeNow: (work) => database.writeNow(() => work(now)),
    get readOnly() {
      return database.readOnly;
    },
    checkPresence: () => database.checkPresence(),
    files,
    async close() {
      isClosing = true;
      await swept;
      await upkeep.close();
      await database.close();
    },
  };
}

function openFiles(database: Database, options: SqliteStoreOptions): ObjectFolder {
  const { folder, fs } = options;
  try {
    if (database.readOnly === undefined) {
      fs.mkdirSync(`${folder}/objects`, { recursive: true, mode: 0o700 });
    }
    return objectFolder(folder, options);
  } catch (cause) {
    // No need to wait: there is no transaction.
    void database.close();
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StoreError(folder, "open", reason, { cause });
  }
}
