/**
 * Returns the unused space of a whole store to the disk.
 *
 * @module
 */
import { StoreBusyError, StoreError, StoreNotFoundError } from "./errors.ts";
import { Database } from "./sqlite/database.ts";
import { removeSlice } from "./sqlite/removal.ts";
import { returnSlice, SHORTEN_LOG, spaceOf } from "./sqlite/space.ts";
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
 * Returns all unused space in the database of a store to the disk. One from an earlier version is
 * written anew once, which takes up to a second per 100 MB, and as much free disk space as the data.
 * Other processes cannot write meanwhile, so it fails while a run is being recorded.
 *
 * @param options Folder, and the runtime's modules
 * @returns The sizes before and after
 * @throws {StoreBusyError} If the database must be written anew while a run is being recorded
 * @throws {StoreNotFoundError} If there is no store in the folder
 * @throws {StoreError} If it is damaged, or the disk is full. The
 * store is unchanged then
 *
 * @example
 * ```ts
 * import { withRun } from "@runlog/sagemaker";
 * import { localSession } from "@runlog/sagemaker/local";
 * import { compactSqliteStore } from "@runlog/sagemaker/local/store";
 *
 * const [sqlite, fs, crypto] = await Promise.all([
 *   import("node:sqlite"),
 *   import("node:fs"),
 *   import("node:crypto"),
 * ]);
 * const folder = await Deno.makeTempDir();
 * await using session = await localSession({ path: folder });
 * await withRun({ experimentName: "demo", session }, (run) => run.logMetric("loss", 0.5));
 * const { before, after } = await compactSqliteStore({ folder, sqlite, fs, crypto });
 * console.log(after <= before); // true
 * ```
 */
export async function compactSqliteStore(options: SqliteStoreOptions): Promise<Compaction> {
  requireOptions("Cannot compact store", options, SQLITE_OPTIONS);
  const { folder, fs } = options;
  if (!fs.existsSync(`${folder}/runlog.db`)) {
    throw new StoreNotFoundError(folder);
  }
  const database = await Database.open(folder, options);
  try {
    const before = await sizeOf(database);
    if (!await database.read(() => spaceOf(database).isIncremental)) {
      await refuseWhileRecording(database, folder);
      await vacuum(database, folder);
    }
    await inSlices(database, () => removeSlice(database));
    await inSlices(database, () => returnSlice(database, 0));
    await database.outside(SHORTEN_LOG);
    return { folder, before, after: await sizeOf(database) };
  } finally {
    await database.close();
  }
}

async function inSlices(database: Database, slice: () => boolean): Promise<void> {
  const turns = new Turns();
  while (await database.write(slice)) await turns.take();
}

/** Writes the database anew, so that it can shrink part by part from then on. */
async function vacuum(database: Database, folder: string): Promise<void> {
  try {
    // The vacuum gives the file this property, which only a new file can choose without one.
    await database.outside("PRAGMA auto_vacuum = INCREMENTAL");
    // A copy of the whole store.
    await database.outside("PRAGMA temp_store = FILE");
    await database.outside("VACUUM");
  } catch (error) {
    // Deno denies SQLite a second file, which a vacuum needs, if access is limited to some paths.
    if (!(error instanceof Error && error.message.includes("attached databases"))) throw error;
    const reason =
      "this process may only access some folders, and SQLite needs a temporary file. " +
      "In Deno, pass --allow-read and --allow-write without paths";
    throw new StoreError(folder, "compact", reason, { cause: error });
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
