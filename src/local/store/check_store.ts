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
import { StoreNotFoundError } from "./errors.ts";
import { Database } from "./sqlite/database.ts";
import { findPageDamage, findPointPageDamage, findTableDamage, isLarge } from "./sqlite/damage.ts";
import { keptLogs } from "./sqlite/log_damage.ts";
import { SQLITE_OPTIONS, type SqliteStoreOptions } from "./sqlite.ts";
import { toHeaders } from "./sqlite/objects.ts";
import { type Row, slicesOf } from "./sqlite/row.ts";
import { checkOfObject } from "./sqlite/row_check.ts";
import { findRowDamage, type RowDamage } from "./sqlite/row_damage.ts";
import { spaceOf } from "./sqlite/space.ts";
import { Turns } from "./turns.ts";
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
  /** Size of the database, in bytes. */
  readonly size: number;
  /** Part of that size which deleted data left unused, in bytes. New data is written there. */
  readonly unused: number;
}

/**
 * Checks the integrity of a store in a folder. It looks for logs with an unreadable end, and checks
 * the pages and indexes of the database. It also verifies the checksum of every row that has one,
 * and the length and checksum of every file. A million points take seconds. Damage is not repaired. A
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
    const { pages, rows } = await checkDatabase(database);
    const files = await checkFiles(database, options)
      .catch((error) => ({ damage: [wordsOf(error)], files: 0 }));
    const logs = keptLogs(folder, fs).map((name) =>
      `the last records before a process ended: "${name}" has them. Delete the file if you do not ` +
      "need them"
    );
    const { pageSize, ...space } = await database.read(() => spaceOf(database));
    const damage = [...new Set([...logs, ...pages, ...rows.damage, ...files.damage])];
    return {
      folder,
      damage,
      entities: rows.entities,
      points: rows.points,
      files: files.files,
      size: space.pages * pageSize,
      unused: space.unused * pageSize,
    };
  } finally {
    await database.close();
  }
}

async function checkDatabase(
  database: Database,
): Promise<{ readonly pages: readonly string[]; readonly rows: RowDamage }> {
  const turns = new Turns();
  const turn = (): Promise<void> => turns.takeIfDue();
  const unread = (error: unknown): readonly string[] => [wordsOf(error)];
  const areMany = await database.read(() => isLarge(database)).catch(() => false);
  const pages = await database.read(() =>
    areMany ? findTableDamage(database, turn) : findPageDamage(database)
  ).catch(unread);
  try {
    // One snapshot: another process may record meanwhile.
    return { pages, rows: await database.read(() => findRowDamage(database, turn)) };
  } catch (error) {
    // Rows of damaged pages may be unreadable: the result for the pages reports them.
    const found = areMany
      ? await database.read(() => findPointPageDamage(database)).catch(unread)
      : [];
    const rows = { damage: [wordsOf(error)], entities: 0, points: 0 };
    return { pages: [...pages, ...found], rows };
  }
}

async function checkFiles(
  database: Database,
  options: SqliteStoreOptions,
): Promise<{ readonly damage: readonly string[]; readonly files: number }> {
  const damage: string[] = [];
  let files = 0;
  const slices = slicesOf(database, "objects");
  for (;;) {
    const { done, value } = await database.read(() => slices.next());
    if (done) return { damage, files };
    files += value.length;
    for (const row of value) {
      // The check of the rows reports a damaged one.
      if (row["sum"] !== checkOfObject(row)) continue;
      const found = await damageOfFile(row, options);
      // Another process may have replaced or deleted the object meanwhile.
      if (found !== undefined && await isCurrent(database, row)) damage.push(found);
    }
  }
}

async function damageOfFile(
  row: Row,
  { folder, fs, crypto, zlib }: SqliteStoreOptions,
): Promise<string | undefined> {
  const { bucket, key, file, size } = row;
  const known = knownChecksum(row);
  const checksum = known && await newChecksum(known.algorithm, { crypto, zlib });
  let length = 0;
  try {
    for await (const chunk of fs.createReadStream(`${folder}/objects/${file}`)) {
      checksum?.update(chunk);
      length += chunk.length;
    }
  } catch (error) {
    return `s3://${bucket}/${key}: ${wordsOf(error)}`;
  }
  const isSame = !known || !checksum || toHex(await checksum.digest()) === known.hex;
  const isWhole = length === size && isSame;
  return isWhole ? undefined : `s3://${bucket}/${key} differs from the stored length or checksum`;
}

async function isCurrent(database: Database, { bucket, key, file }: Row): Promise<boolean> {
  const find = "SELECT file FROM objects WHERE bucket = ? AND key = ?";
  const row = await database.read(() => database.get(find, bucket ?? null, key ?? null));
  return row?.["file"] === file;
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
