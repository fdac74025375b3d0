/**
 * Returns the unused space of a whole store to the disk.
 *
 * @module
 */
import { StoreBusyError, StoreError } from "./errors.ts";
import { Database } from "./sqlite/database.ts";
import { removeSlice } from "./sqlite/removal.ts";
import { SHORTEN_LOG, spaceOf } from "./sqlite/space.ts";
import { SQLITE_OPTIONS, type SqliteStoreOptions } from "./sqlite.ts";
import { Turns } from "./turns.ts";
import { requireOptions } from "../../options.ts";

/** The sizes of a store's database, in bytes. */
export interface Compaction {
  /** Folder of the store. */
  readonly folder: string;
  /** Size before. */
  readonly before: number;
  /** Size after. */
  readonly after: number;
}

/** Time in which an open run sends four heartbeats, in seconds. */
const HEARTBEATS = 60;

/**
 * Writes the database of a store anew, without the space that deleted data left unused. Stores of
 * earlier versions need this once: afterward, the database shrinks by itself after deletions. It
 * takes up to a second per 100 MB, and as much free disk space as the data. Other processes cannot
 * write meanwhile, so nothing is done while a run is being recorded.
 *
 * @param options Folder, and the runtime's modules
 * @returns The sizes before and after
 * @throws {StoreBusyError} If a run is being recorded, or another process is writing
 * @throws {StoreError} If there is no store in the folder, it is damaged, or the disk is full. The
 * store is unchanged then
 *
 * @example
 * ```ts
 * import { localSession } from "@runlog/sagemaker/local";
 * import { compactSqliteStore } from "@runlog/sagemaker/local/store";
 *
 * const [sqlite, fs, crypto] = await Promise.all([
 *   import("node:sqlite"),
 *   import("node:fs"),
 *   import("node:crypto"),
 * ]);
 * const folder = await Deno.makeTempDir();
 * await (await localSession({ path: folder }))[Symbol.asyncDispose]();
 * const { before, after } = await compactSqliteStore({ folder, sqlite, fs, crypto });
 * console.log(after <= before); // true
 * ```
 */
export async function compactSqliteStore(options: SqliteStoreOptions): Promise<Compaction> {
  requireOptions("Cannot compact store", options, SQLITE_OPTIONS);
  const { folder, fs } = options;
  if (!fs.existsSync(`${folder}/runlog.db`)) {
    throw new StoreError(folder, "open", "the folder has no runlog.db. Check the path");
  }
  const database = await Database.open(folder, options);
  try {
    await refuseWhileRecording(database, folder);
    const before = await sizeOf(database);
    const turns = new Turns();
    while (await database.write(() => removeSlice(database))) await turns.takeIfDue();
    // The vacuum gives the file this property, which only a new file can choose without one.
    await database.outside("PRAGMA auto_vacuum = INCREMENTAL");
    await database.outside("VACUUM");
    await database.outside(SHORTEN_LOG);
    return { folder, before, after: await sizeOf(database) };
  } finally {
    await database.close();
  }
}

async function refuseWhileRecording(database: Database, folder: string): Promise<void> {
  const [beat] = await database.read(() =>
    database.all(
      "SELECT parent FROM entities WHERE kind = 'heartbeat' AND modified > ? LIMIT 1",
      Date.now() / 1000 - HEARTBEATS,
    )
  );
  if (!beat) return;
  const reason = `run "${beat["parent"]}" is being recorded. Try again once it has ended`;
  throw new StoreBusyError(folder, "compact", reason);
}

function sizeOf(database: Database): Promise<number> {
  return database.read(() => {
    const { pages, pageSize } = spaceOf(database);
    return pages * pageSize;
  });
}
