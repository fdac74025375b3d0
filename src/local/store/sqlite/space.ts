/**
 * Returns the space of deleted rows to the disk. SQLite keeps the pages of deleted rows for new ones;
 * only a vacuum makes the file smaller.
 *
 * @module
 */
import type { SqliteValue } from "./modules.ts";
import type { Rows } from "./row.ts";

/** Number of pages to move per transaction: 1 MiB. */
const VACUUMED_PAGES = 256;

/** Maximum number of unused pages to keep for new rows: 2 MiB. */
const KEPT_PAGES = 512;

/** The value of `PRAGMA auto_vacuum` with which parts of the file can be vacuumed. */
const INCREMENTAL = 2;

/** The sizes of a database, in pages. */
export interface DatabaseSpace {
  /** Whether the file can shrink part by part, as in every store made by this version. */
  readonly isIncremental: boolean;
  /** Size of a page, in bytes. */
  readonly pageSize: number;
  /** Number of all pages. */
  readonly pages: number;
  /** Number of unused pages. */
  readonly unused: number;
}

/** Returns the sizes of a database. */
export function spaceOf(rows: Rows): DatabaseSpace {
  const of = (pragma: string): SqliteValue | undefined => rows.all(`PRAGMA ${pragma}`)[0]?.[pragma];
  return {
    isIncremental: of("auto_vacuum") === INCREMENTAL,
    pageSize: Number(of("page_size")),
    pages: Number(of("page_count")),
    unused: Number(of("freelist_count")),
  };
}

/**
 * Returns whether a database has unused pages to return, and can do so part by part.
 *
 * @param kept Maximum number of pages to keep
 */
export function hasSpaceToReturn(rows: Rows, kept: number = KEPT_PAGES): boolean {
  const { isIncremental, unused } = spaceOf(rows);
  return isIncremental && unused > kept;
}

/**
 * Returns some of the unused pages to the disk.
 *
 * @param kept Maximum number of pages to keep
 * @returns `true` if there are more to return
 */
export function returnSlice(rows: Rows, kept: number = KEPT_PAGES): boolean {
  if (!hasSpaceToReturn(rows, kept)) return false;
  // One row per page, and each row does the work for its page.
  rows.all(`PRAGMA incremental_vacuum(${VACUUMED_PAGES})`);
  return hasSpaceToReturn(rows, kept);
}

/**
 * Moves the log into the database, which shortens both files. Does nothing while others use them, and
 * runs outside of transactions.
 */
export const SHORTEN_LOG = "PRAGMA wal_checkpoint(TRUNCATE)";
