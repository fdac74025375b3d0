/**
 * Returns the unused space of a local store to the disk, with the runtime's own modules.
 *
 * @module
 */
import type { Compaction } from "../local/store/compact_store.ts";
import { requireStoreModules } from "./local_service.ts";
import { checkArgument } from "../options.ts";
import { TEXT } from "../kinds.ts";
import { nearestStore, storeFolder } from "./store_folder.ts";

/**
 * Returns all unused space in the database of a folder's store to the disk. One from an earlier version is
 * written anew once, which takes up to a second per 100 MB, and as much free disk space as the data.
 * Other processes cannot write meanwhile, so it fails while a run is being recorded.
 *
 * @param path Folder of the store
 * @returns The sizes of the database before and after
 * @throws {SessionError} If the runtime has no SQLite
 * @throws {StoreBusyError} If the database must be written anew while a run is being recorded
 * @throws {StoreNotFoundError} If there is no store
 * @throws {StoreError} If it is damaged, or the disk is full. The store is
 * unchanged then
 *
 * @example
 * ```ts
 * import { withRun } from "@runlog/sagemaker";
 * import { compactStore, localSession } from "@runlog/sagemaker/local";
 *
 * const path = await Deno.makeTempDir();
 * await using session = await localSession({ path });
 * await withRun({ experimentName: "demo", session }, (run) => run.logMetric("loss", 0.5));
 * const { before, after } = await compactStore(path);
 * console.log(after <= before); // true
 * ```
 */
export async function compactStore(path: string): Promise<Compaction> {
  const action = "Cannot compact local store";
  checkArgument(action, "path", path, TEXT);
  const modules = requireStoreModules(action);
  const [{ compactSqliteStore }, { StoreNotFoundError }] = await Promise.all([
    import("../local/store/compact_store.ts"),
    import("../local/store/errors.ts"),
  ]);
  const folder = storeFolder(path);
  try {
    return await compactSqliteStore({ ...modules, folder });
  } catch (error) {
    if (!(error instanceof StoreNotFoundError)) throw error;
    throw new StoreNotFoundError(folder, nearestStore(folder));
  }
}
