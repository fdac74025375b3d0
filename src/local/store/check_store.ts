/**
 * The integrity check of a whole store.
 *
 * @module
 */
import { StoreNotFoundError } from "./errors.ts";
import { Database } from "./sqlite/database.ts";
import { findPageDamage, findRowDamage } from "./sqlite/damage.ts";
import { keptLogs } from "./sqlite/log_damage.ts";
import { SQLITE_OPTIONS, type SqliteStoreOptions } from "./sqlite.ts";
import { everyRow } from "./sqlite/row.ts";
import { checkOfObject } from "./sqlite/row_check.ts";
import { requireOptions } from "../../options.ts";

/** The contents of a store, and its damage. */
export interface StoreReport {
  /** Folder of the store. */
  readonly folder: string;
  /** Damaged or missing items, in words; empty for an intact store. */
  readonly damage: readonly string[];
  /** Number of experiments, run groups, runs and lineage entities checked. */
  readonly entities: number;
  /** Number of intact points. */
  readonly points: number;
  /** Number of files checked. */
  readonly files: number;
}

/**
 * Checks the integrity of a store in a folder. It looks for logs with an unreadable end, and checks
 * the pages and indexes of the database. It also verifies the checksum of every row that has one,
 * and the length and MD5 of every file. A million points take seconds. Damage is not repaired. A
 * store from an earlier version is migrated first, if it may be written.
 *
 * @param options Folder, and the runtime's modules
 * @returns The contents and damage of the store
 * @throws {StoreNotFoundError} If there is no store in the folder
 * @throws {StoreError} If the store cannot be opened at all
 *
 * @example
 * ```ts
 * import { localService } from "@runlog/sagemaker/local";
 * import { checkSqliteStore } from "@runlog/sagemaker/local/store";
 *
 * const [sqlite, fs, crypto] = await Promise.all([
 *   import("node:sqlite"),
 *   import("node:fs"),
 *   import("node:crypto"),
 * ]);
 * const folder = await Deno.makeTempDir();
 * await (await localService({ path: folder })).close();
 * const { damage } = await checkSqliteStore({ folder, sqlite, fs, crypto });
 * console.log(damage.length); // 0
 * ```
 */
export async function checkSqliteStore(options: SqliteStoreOptions): Promise<StoreReport> {
  requireOptions("Cannot check store", options, SQLITE_OPTIONS);
  const { folder, fs } = options;
  if (!fs.existsSync(`${folder}/runlog.db`)) {
    throw new StoreNotFoundError(folder);
  }
  const database = await Database.open(folder, { ...options, skipCheck: true });
  try {
    const pages = await database.read(() => findPageDamage(database))
      .catch((error) => [wordsOf(error)]);
    // Rows of damaged pages may be unreadable: the result for the pages reports them.
    const rows = await database.read(() => findRowDamage(database))
      .catch((error) => ({ damage: [wordsOf(error)], entities: 0, points: 0 }));
    const files = await checkFiles(database, options)
      .catch((error) => ({ damage: [wordsOf(error)], files: 0 }));
    const logs = keptLogs(folder, fs).map((name) =>
      `the last records before a process ended: "${name}" has them. Delete the file if you do not ` +
      "need them"
    );
    const damage = [...new Set([...logs, ...pages, ...rows.damage, ...files.damage])];
    return { folder, damage, entities: rows.entities, points: rows.points, files: files.files };
  } finally {
    await database.close();
  }
}

async function checkFiles(
  database: Database,
  { folder, fs, crypto }: SqliteStoreOptions,
): Promise<{ readonly damage: readonly string[]; readonly files: number }> {
  const damage: string[] = [];
  const rows = await database.read(() => [...everyRow(database, "objects", ["bucket", "key"])]);
  for (const row of rows) {
    // The check of the rows reports a damaged one.
    if (row["sum"] !== checkOfObject(row)) continue;
    const { bucket, key, file, size, etag } = row;
    const path = `${folder}/objects/${file}`;
    const hash = crypto.createHash("md5");
    let length = 0;
    try {
      for await (const chunk of fs.createReadStream(path)) {
        hash.update(chunk);
        length += chunk.length;
      }
    } catch (error) {
      damage.push(`s3://${bucket}/${key}: ${wordsOf(error)}`);
      continue;
    }
    const isWhole = length === size;
    // The ETag of a multipart upload is not the MD5 of the bytes.
    const [, md5] = /^"?([0-9a-f]{32})"?$/.exec(String(etag)) ?? [];
    if (!isWhole || (md5 !== undefined && md5 !== hash.digest("hex"))) {
      damage.push(`s3://${bucket}/${key} differs from the stored length or checksum`);
    }
  }
  return { damage, files: rows.length };
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
