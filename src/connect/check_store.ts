/**
 * Looking through a local store for damage, with the runtime's own modules.
 *
 * @module
 */
import type { StoreReport } from "../local/store/check_store.ts";
import { SessionError } from "../session/session_error.ts";
import { storeModules } from "./local_service.ts";

/**
 * Looks through the store of a folder for damage: logs that could not be read to their end, pages and
 * indexes of the database, every row that carries a checksum, and every file against its length and
 * MD5. A million points take seconds. Damage is reported and stays as it is; a store of an earlier
 * version is migrated first.
 *
 * @param path The folder
 * @returns What was found
 * @throws {SessionError} if the runtime has no SQLite
 * @throws {StoreError} if there is no store, or it cannot be opened at all
 *
 * @example
 * ```ts
 * import { checkStore, localSession } from "@runlog/sagemaker/local";
 *
 * const path = await Deno.makeTempDir();
 * await (await localSession({ path }))[Symbol.asyncDispose]();
 * const { damage } = await checkStore(path);
 * console.log(damage.length); // 0
 * ```
 */
export async function checkStore(path: string): Promise<StoreReport> {
  const modules = storeModules();
  if (!modules) {
    throw new SessionError(
      "Cannot check local store: it needs SQLite, which Deno, Bun and Node from 22.13 have",
    );
  }
  const { checkSqliteStore } = await import("../local/store/check_store.ts");
  return await checkSqliteStore({ ...modules, folder: path });
}
