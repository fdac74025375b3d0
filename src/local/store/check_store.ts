/**
 * The integrity check of a whole store.
 *
 * @module
 */
import {
  CHECKSUM_ALGORITHMS,
  type ChecksumAlgorithm,
  fromBase64,
  newChecksum,
  toHex,
} from "./checksum.ts";
import { StoreError } from "./errors.ts";
import { Database } from "./sqlite/database.ts";
import { findPageDamage, findRowDamage } from "./sqlite/damage.ts";
import { keptLogs } from "./sqlite/log_damage.ts";
import { SQLITE_OPTIONS, type SqliteStoreOptions } from "./sqlite.ts";
import { toHeaders } from "./sqlite/objects.ts";
import { everyRow, type Row } from "./sqlite/row.ts";
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
 * and the length and checksum of every file. A million points take seconds. Damage is not repaired. A
 * store from an earlier version is migrated first.
 *
 * @param options Folder, and the runtime's modules
 * @returns The contents and damage of the store
 * @throws {StoreError} If there is no store in the folder, or it cannot be opened at all
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
  requireOptions("Cannot check store", options, SQLITE_OPTIONS);
  const { folder, fs } = options;
  if (!fs.existsSync(`${folder}/runlog.db`)) {
    throw new StoreError(folder, "open", "the folder has no runlog.db. Check the path");
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
  { folder, fs, crypto, zlib }: SqliteStoreOptions,
): Promise<{ readonly damage: readonly string[]; readonly files: number }> {
  const damage: string[] = [];
  const rows = await database.read(() => [...everyRow(database, "objects", ["bucket", "key"])]);
  for (const row of rows) {
    // The check of the rows reports a damaged one.
    if (row["sum"] !== checkOfObject(row)) continue;
    const { bucket, key, file, size } = row;
    const path = `${folder}/objects/${file}`;
    const known = knownChecksum(row);
    const checksum = known && await newChecksum(known.algorithm, { crypto, zlib });
    let length = 0;
    try {
      for await (const chunk of fs.createReadStream(path)) {
        checksum?.update(chunk);
        length += chunk.length;
      }
    } catch (error) {
      damage.push(`s3://${bucket}/${key}: ${wordsOf(error)}`);
      continue;
    }
    const isSame = !known || !checksum || toHex(await checksum.digest()) === known.hex;
    if (length !== size || !isSame) {
      damage.push(`s3://${bucket}/${key} differs from the stored length or checksum`);
    }
  }
  return { damage, files: rows.length };
}

/** Returns the checksum that is known of an object: its MD5, or one that was computed of all of it. */
function knownChecksum(
  row: Row,
): { readonly algorithm: ChecksumAlgorithm | "md5"; readonly hex: string } | undefined {
  // The ETag of an object that came in parts or through the port of files is not its MD5.
  const [, md5] = /^"?([0-9a-f]{32})"?$/.exec(String(row["etag"])) ?? [];
  if (md5 !== undefined) return { algorithm: "md5", hex: md5 };
  const headers = toHeaders(row);
  for (const algorithm of CHECKSUM_ALGORITHMS) {
    const text = headers[`x-amz-checksum-${algorithm}`];
    if (text !== undefined && !text.includes("-")) {
      return { algorithm, hex: toHex(fromBase64(text)) };
    }
  }
  return undefined;
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
