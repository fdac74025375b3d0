/**
 * A store in a folder: `runlog.db`, a SQLite database that any number of processes can open, and
 * `objects/`.
 *
 * @module
 */
import { StoreError } from "./errors.ts";
import { objectFolder } from "./object_folder.ts";
import { Database } from "./sqlite/database.ts";
import { entityTables } from "./sqlite/entities.ts";
import type { SqliteStoreModules } from "./sqlite/modules.ts";
import { objectTables } from "./sqlite/objects.ts";
import { pointTables } from "./sqlite/points.ts";
import { sweepObjects } from "./sqlite/sweep.ts";
import { walkTables } from "./sqlite/walk.ts";
import type { LocalStore, ObjectFolder, Tables, TablesNow } from "./store.ts";
import { type OptionKinds, requireOptions } from "../../options.ts";
import { FLAG, FUNCTION, OBJECT, recordOf, required, TEXT } from "../../kinds.ts";

/** Options to open a store in a folder. */
export interface SqliteStoreOptions extends SqliteStoreModules {
  /** Folder of the store, created if it does not exist. */
  readonly folder: string;
  /**
   * Whether to open the store without the integrity check, to read the intact part of a damaged
   * one. By default the whole database is checked if it has at most 8 MB. In a larger one, only the
   * lists of experiments, runs and files are checked. Reads always verify the checksums of rows and
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
 * @throws {StoreError} If the store cannot be read or written, is damaged, or is newer than this
 * code
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
 * @throws {StoreError} If the store cannot be read or written, is damaged, or is newer than this
 * code
 */
export async function waitForSqliteStore(options: SqliteStoreOptions): Promise<LocalStore> {
  requireOptions("Cannot open store", options, SQLITE_OPTIONS);
  return makeStore(await Database.open(options.folder, { onDamage: warn, ...options }), options);
}

function warn(notice: string): void {
  console.warn(`runlog: ${notice}`);
}

function makeStore(database: Database, options: SqliteStoreOptions): LocalStore {
  const { folder } = options;
  const entities = entityTables(database);
  const points = pointTables(database);
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
  const swept = sweepObjects(`${folder}/objects`, options.fs, database, () => isClosing)
    .catch(() => 0);
  return {
    location: { kind: "sqlite", path: folder },
    read: (work) => database.read(() => work(tables)),
    write: (work) => database.write(() => work(tables)),
    writeNow: (work) => database.writeNow(() => work(now)),
    checkPresence: () => database.checkPresence(),
    files,
    async close() {
      isClosing = true;
      await swept;
      await database.close();
    },
  };
}

function openFiles(database: Database, options: SqliteStoreOptions): ObjectFolder {
  try {
    return objectFolder(options.folder, options);
  } catch (cause) {
    // No need to wait: there is no transaction.
    void database.close();
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StoreError(options.folder, "open", reason, { cause });
  }
}
