/**
 * A store in a folder: `runlog.db` (SQLite, opened by any number of processes) and `objects/`.
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
import type { LocalStore, ObjectFolder, Tables } from "./store.ts";
import { checkOptions, type OptionNames } from "../../options.ts";

/** What a store is opened with. */
export interface SqliteStoreOptions extends SqliteStoreModules {
  /** Its folder, created if absent. */
  readonly folder: string;
  /**
   * Whether to open the store without looking for damage, to read what is left of it. Otherwise the
   * database is looked through if it has at most 8 MB, and of a larger one what lists experiments,
   * runs and files; rows and files are always held against their checks when they are read.
   * @default false
   */
  readonly skipCheck?: boolean | undefined;
  /**
   * Told in words of damage that the store is opened in spite of: a log that a process left and that
   * cannot be read to its end, so that what was recorded last is missing.
   * @default console.warn
   */
  readonly onDamage?: ((notice: string) => void) | undefined;
}

const OPTIONS: OptionNames<SqliteStoreOptions> = {
  folder: true,
  skipCheck: true,
  onDamage: true,
  sqlite: true,
  fs: true,
  crypto: true,
};

/**
 * Opens a store in a folder with modules of your own: another SQLite, say. `localService` and
 * `localSession` open one with the runtime's.
 *
 * @throws {StoreError} when it cannot be read or written, is damaged, or is newer than this code
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
  checkOptions("Cannot open store", options, OPTIONS);
  const { folder } = options;
  const { onDamage = (notice): void => console.warn(`runlog: ${notice}`) } = options;
  const database = new Database(folder, { ...options, onDamage });
  const entities = entityTables(database);
  const tables: Tables = {
    entities,
    points: pointTables(database),
    walks: walkTables(database),
    objects: objectTables(database),
  };
  const files = openFiles(database, options);
  let isClosing = false;
  // Beside the work, and of no consequence to it: what cannot be removed now is the next one's.
  const swept = sweepObjects(`${folder}/objects`, options.fs, database, () => isClosing)
    .catch(() => 0);
  return {
    location: { kind: "sqlite", path: folder },
    read: (work) => database.read(() => work(tables)),
    write: (work) => database.write(() => work(tables)),
    changeNow(kind, key, change) {
      database.writeNow(() => {
        const entity = entities.get(kind, key);
        if (entity) entities.put(kind, change(entity));
      });
    },
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
    // Nothing waits for it: no transaction was begun.
    void database.close();
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StoreError(options.folder, "open", reason, { cause });
  }
}
