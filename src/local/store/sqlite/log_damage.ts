/**
 * Damage of the write-ahead log. SQLite reads a log that a process left up to the first page whose
 * checksum is wrong, and says nothing of the transactions behind that. The index beside the log tells
 * how far it went: SQLite makes it anew from what it can read. Both formats are those of
 * https://sqlite.org/walformat.html.
 *
 * @module
 */

import type { FileSystem } from "./modules.ts";

/** How far a log goes. */
export interface LogState {
  /** Pages that were committed. */
  readonly pages: number;
  /** Two numbers that are others each time the log is begun anew. */
  readonly salts: readonly [number, number];
}

/** Where things are in the index, in the machine's order of bytes: what it begins with is there twice. */
const INDEX = { length: 48, isReady: 12, pages: 16, salts: 32 } as const;
const HEADER = { length: 32, salts: 16 } as const;
/** What names of kept logs begin with, before a number. */
const KEPT_LOG = "runlog.db-wal-damaged-";

/**
 * How far the log of a store goes, by its index; undefined where no process has left one. Before the
 * database is opened it is what the last process knew, and after that what SQLite could read.
 *
 * @param folder The store's folder
 * @param fs The runtime's `node:fs`
 */
export function logState(folder: string, fs: FileSystem): LogState | undefined {
  const index = beginningOf(`${folder}/runlog.db-shm`, 2 * INDEX.length, fs);
  if (!index || index.getUint8(INDEX.isReady) !== 1) return undefined;
  for (let at = 0; at < INDEX.length; at++) {
    // It is being written, or is damaged itself.
    if (index.getUint8(at) !== index.getUint8(INDEX.length + at)) return undefined;
  }
  const [pages = 0] = new Uint32Array(index.buffer, INDEX.pages, 1);
  return { pages, salts: saltsAt(index, INDEX.salts) };
}

/**
 * How many pages that were committed SQLite could not read, since they are behind damage. It is certain
 * only while no other process can write.
 *
 * @param folder The store's folder
 * @param before How far the log went before the database was opened
 * @param fs The runtime's `node:fs`
 */
export function countLostPages(
  folder: string,
  before: LogState | undefined,
  fs: FileSystem,
): number {
  const header = before && beginningOf(logPath(folder), HEADER.length, fs);
  if (!header) return 0;
  // One of the two may be what is damaged. Of a log that was begun anew nothing is missing.
  const salts = saltsAt(header, HEADER.salts);
  if (!salts.some((salt, index) => salt === before.salts[index])) return 0;
  const after = logState(folder, fs);
  const isRead = after?.salts.every((salt, index) => salt === before.salts[index]);
  return Math.max(0, before.pages - (isRead ? after?.pages ?? 0 : 0));
}

/**
 * Keeps a log that is damaged beside the database, which ends its own when it is closed.
 *
 * @param folder The store's folder
 * @param fs The runtime's `node:fs`
 * @returns The name of the file
 */
export function keepLog(folder: string, fs: FileSystem): string {
  const numbers = keptLogs(folder, fs).map((name) => Number(name.slice(KEPT_LOG.length)));
  const name = `${KEPT_LOG}${Math.max(0, ...numbers) + 1}`;
  fs.copyFileSync(logPath(folder), `${folder}/${name}`, fs.constants.COPYFILE_EXCL);
  return name;
}

/** Names of logs that were kept, of which SQLite could not read the end. */
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

/** The first bytes of a file; undefined if it has fewer, or cannot be read, which SQLite then tells. */
function beginningOf(
  path: string,
  length: number,
  fs: FileSystem,
): DataView<ArrayBuffer> | undefined {
  const bytes = new Uint8Array(length);
  let file: number | undefined;
  try {
    file = fs.openSync(path, "r");
    return fs.readSync(file, bytes, 0, length, 0) < length ? undefined : new DataView(bytes.buffer);
  } catch {
    return undefined;
  } finally {
    if (file !== undefined) fs.closeSync(file);
  }
}
