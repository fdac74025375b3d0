/**
 * Looking through a whole store for damage.
 *
 * @module
 */
import { StoreError } from "./errors.ts";
import { Database } from "./sqlite/database.ts";
import { findPageDamage, findRowDamage } from "./sqlite/damage.ts";
import { keptLogs } from "./sqlite/log_damage.ts";
import type { SqliteStoreOptions } from "./sqlite.ts";

/** What there is in a store, and what of it is damaged. */
export interface StoreReport {
  /** The store's folder. */
  readonly folder: string;
  /** What is damaged or missing, in words; empty for a store that is whole. */
  readonly damage: readonly string[];
  /** Experiments, run groups, runs and lineage that were looked at. */
  readonly entities: number;
  /** Points that are whole. */
  readonly points: number;
  /** Files that were looked at. */
  readonly files: number;
}

/**
 * Looks through a store in a folder for damage: logs that could not be read to their end, pages and
 * indexes of the database, every row that carries a check, and every file against its length and MD5.
 * It takes seconds for a million points. What is damaged stays as it is; a store of an earlier version
 * is brought along first.
 *
 * @param options The folder, and the runtime's modules
 * @returns What was found
 * @throws {StoreError} when there is no store, or it cannot be opened at all
 *
 * @example
 * ```ts
 * import { localSession } from "@runlog/sagemaker/local";
 * import { checkSqliteStore } from "@runlog/sagemaker/local/store";
 *
 * const [sqlite, fs, crypto] = await Promise.all([
 *   import("node:sqlite"),
 *   import("node:fs"),
 *   import("node:crypto"),
 * ]);
 * const folder = await Deno.makeTempDir();
 * await (await localSession({ path: folder }))[Symbol.asyncDispose]();
 * const { damage } = await checkSqliteStore({ folder, sqlite, fs, crypto });
 * console.log(damage.length); // 0
 * ```
 */
export async function checkSqliteStore(options: SqliteStoreOptions): Promise<StoreReport> {
  const { folder, fs } = options;
  if (!fs.existsSync(`${folder}/runlog.db`)) {
    throw new StoreError(folder, "open", "there is no runlog.db in it");
  }
  const database = new Database(folder, { ...options, skipCheck: true });
  try {
    const pages = await database.read(() => findPageDamage(database))
      .catch((error) => [wordsOf(error)]);
    // Rows of damaged pages may not be readable at all: that is said of the pages.
    const rows = await database.read(() => findRowDamage(database))
      .catch((error) => ({ damage: [wordsOf(error)], entities: 0, points: 0 }));
    const files = await checkFiles(database, options)
      .catch((error) => ({ damage: [wordsOf(error)], files: 0 }));
    const logs = keptLogs(folder, fs).map((name) =>
      `what was recorded last before a process ended: "${name}" has it, and can be deleted if it is ` +
      "not needed"
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
  const rows = await database.read(() => database.all("SELECT * FROM objects"));
  for (const { bucket, key, file, size, etag } of rows) {
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
    // That of an upload in parts is none of the bytes'.
    const [, md5] = /^"?([0-9a-f]{32})"?$/.exec(String(etag)) ?? [];
    if (!isWhole || (md5 !== undefined && md5 !== hash.digest("hex"))) {
      damage.push(`s3://${bucket}/${key} is not what was stored`);
    }
  }
  return { damage, files: rows.length };
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
