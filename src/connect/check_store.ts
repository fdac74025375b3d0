/**
 * Checks a local store for damage, with the runtime's own modules.
 *
 * @module
 */
import type { StoreReport } from "../local/store/check_store.ts";
import { requireStoreModules } from "./local_service.ts";
import { checkArgument } from "../options.ts";
import { nearestStore, storeFolder } from "./store_folder.ts";
import { TEXT } from "../kinds.ts";

/**
 * Checks a folder's store for damage. It reports logs that cannot be read to the end. It checks the
 * database's pages and indexes, every row that has a checksum, and every file's length and MD5. A
 * million points take seconds. Damage is reported but not repaired. A store from an earlier version is
 * migrated first, if it may be written.
 *
 * @param path Folder of the store
 * @returns The counts of checked items, and the damage
 * @throws {SessionError} If the runtime has no SQLite
 * @throws {StoreNotFoundError} If there is no store
 * @throws {StoreError} If the store cannot be opened at all
 *
 * @example
 * ```ts
 * import { withRun } from "@runlog/sagemaker";
 * import { checkStore, localSession } from "@runlog/sagemaker/local";
 *
 * const path = await Deno.makeTempDir();
 * await using session = await localSession({ path });
 * await withRun({ experimentName: "demo", session }, (run) => run.logMetric("loss", 0.5));
 * const { damage } = await checkStore(path);
 * console.log(damage.length); // 0
 * ```
 */
export async function checkStore(path: string): Promise<StoreReport> {
  checkArgument("Cannot check local store", "path", path, TEXT);
  const modules = requireStoreModules("Cannot check local store");
  const [{ checkSqliteStore }, { StoreNotFoundError }] = await Promise.all([
    import("../local/store/check_store.ts"),
    import("../local/store/errors.ts"),
  ]);
  const folder = storeFolder(path);
  try {
    return await checkSqliteStore({ ...modules, folder });
  } catch (error) {
    if (!(error instanceof StoreNotFoundError)) throw error;
    throw new StoreNotFoundError(folder, nearestStore(folder));
  }
}
