/**
 * Damage of the write-ahead log. When a process leaves a log, SQLite reads it up to the first page
 * with a wrong checksum, and silently drops the later transactions. The index next to the log
 * records how far the log went; SQLite rebuilds it from the readable part. For both formats, see
 * https://sqlite.org/walformat.html.
 *
 * @module
 */

import type { FileSystem } from "./modules.ts";

/** The extent of a log. */
export interface LogState {
  /** Number of committed pages. */
  readonly pages: number;
  /** Two numbers that change each time the log is restarted. */
  readonly salts: readonly [number, number];
}

/**
 * Positions of fields in the index, in the machine's byte order. The index begins with two copies
 * of the same header.
 */
const INDEX = { length: 48, isReady: 12, pages: 16, salts: 32 } as const;
const HEADER = { length: 32, salts: 16 } as const;
/** Prefix of the names of kept logs; a number follows. */
const KEPT_LOG = "runlog.db-wal-damaged-";

/**
 * Returns the extent of a store's log from its index, or undefined if no process has left one.
 * Before the database is opened, the index shows the last process's extent; afterward, the part
 * that SQLite could read.
 *
 * @param folder Folder of the store
 * @param fs The runtime's `node:fs`
 */
export function logState(folder: string, fs: FileSystem): LogState | undefined {
  const index = beginningOfLocked(`${folder}/runlog.db-shm`, 2 * INDEX.length, fs);
  if (!index || index.getUint8(INDEX.isReady) !== 1) return undefined;
  for (let at = 0; at < INDEX.length; at++) {
    // The index is being written, or is damaged itself.
    if (index.getUint8(at) !== index.getUint8(INDEX.length + at)) return undefined;
  }
  const [pages = 0] = new Uint32Array(index.buffer, INDEX.pages, 1);
  return { pages, salts: saltsAt(index, INDEX.salts) };
}

/**
 * Returns the number of committed pages that SQLite could not read because they follow damage. The
 * number is certain only while no other process can write.
 *
 * @param folder Folder of the store
 * @param before Extent of the log before the database was opened
 * @param fs The runtime's `node:fs`
 */
export function countLostPages(
  folder: string,
  before: LogState | undefined,
  fs: FileSystem,
): number {
  const header = before && beginningOf(logPath(folder), HEADER.length, fs);
  if (!header) return 0;
  // Either state may be damaged. A restarted log misses nothing.
  const salts = saltsAt(header, HEADER.salts);
  if (!salts.some((salt, index) => salt === before.salts[index])) return 0;
  const after = logState(folder, fs);
  const isRead = after?.salts.every((salt, index) => salt === before.salts[index]);
  return Math.max(0, before.pages - (isRead ? after?.pages ?? 0 : 0));
}

/**
 * Copies a damaged log next to the database, because SQLite deletes its own log when it closes.
 *
 * @param folder Folder of the store
 * @param fs The runtime's `node:fs`
 * @returns The name of the copy
 */
export function keepLog(folder: string, fs: FileSystem): string {
  const numbers = keptLogs(folder, fs).map((name) => Number(name.slice(KEPT_LOG.length)));
  const name = `${KEPT_LOG}${Math.max(0, ...numbers) + 1}`;
  fs.copyFileSync(logPath(folder), `${folder}/${name}`, fs.constants.COPYFILE_EXCL);
  return name;
}

/** Returns the names of kept logs, whose ends SQLite could not read. */
export function keptLogs(folder: string, fs: FileSystem): readonly string[] {
  return fs.readdirSync(folder)
    .filter((name) => name.startsWith(KEPT_LOG) && /^\d+$/.test(name.slice(KEPT_LOG.length)));
}

function logPath(folder: string): string {
  return `${folder}/runlog.db-wal`;
}

function saltsAt(view: DataView, at: number): readonly [number, number] {
  return [view.getUint32(at), view.getUint32(at + 4)];
}

/**
 * Returns the first bytes of a file that has no locks, or undefined if it has fewer or is
 * unreadable. SQLite reports an unreadable file.
 */
function beginningOf(
  path: string,
  length: number,
  fs: FileSystem,
): DataView<ArrayBuffer> | undefined {
  let file: number | undefined;
  try {
    file = fs.openSync(path, "r");
    return read(file, length, fs);
  } catch {
    return undefined;
  } finally {
    if (file !== undefined) fs.closeSync(file);
  }
}

/** Open files by device and number. */
const openForGood = new Map<string, number>();

/**
 * Returns the first bytes of a file on which this process may have locks. The file stays open: when a
 * process closes any handle of a file, POSIX systems drop all its locks on that file, those of SQLite
 * too (https://sqlite.org/howtocorrupt.html). Another process would then take the index for
 * abandoned, and truncate it.
 */
function beginningOfLocked(
  path: string,
  length: number,
  fs: FileSystem,
): DataView<ArrayBuffer> | undefined {
  try {
    const { dev, ino } = fs.statSync(path);
    const identity = `${dev} ${ino}`;
    const file = openForGood.get(identity) ?? fs.openSync(path, "r");
    openForGood.set(identity, file);
    return read(file, length, fs);
  } catch {
    return undefined;
  }
}

function read(file: number, length: number, fs: FileSystem): DataView<ArrayBuffer> | undefined {
  const bytes = new Uint8Array(length);
  return fs.readSync(file, bytes, 0, length, 0) < length ? undefined : new DataView(bytes.buffer);
}
