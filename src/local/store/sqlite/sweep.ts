/**
 * Removes objects' files that no row references, left by a process that died between writing a file
 * and its row.
 *
 * @module
 */
import type { Database } from "./database.ts";
import type { FileSystem } from "./modules.ts";
import { type Rows, slicesOf } from "./row.ts";

/**
 * Minimum age of a file to remove, in milliseconds: a week. A younger file may belong to another
 * process that has yet to write the row.
 */
const LEFT_OVER_AGE_MS = 7 * 24 * 3600 * 1000;

/**
 * Removes old files that no row references, including incomplete ones.
 *
 * @param folder Folder of the objects' files
 * @param isStopped Returns whether the store is closing; the next sweep removes the remaining files
 * @returns The number of files removed
 */
export async function sweepObjects(
  folder: string,
  fs: FileSystem,
  database: Database,
  isStopped: () => boolean,
): Promise<number> {
  const left = new Set(await fs.promises.readdir(folder));
  // After the files, to include rows written in the meantime. Parts first: a part may become an
  // object meanwhile, but no object becomes a part.
  for (const files of [partFiles(database), objectFiles(database)]) {
    for (;;) {
      if (isStopped()) return 0;
      const { done, value } = await database.read(() => files.next());
      if (done) break;
      for (const file of value) left.delete(file);
    }
  }
  const oldest = Date.now() - LEFT_OVER_AGE_MS;
  let removed = 0;
  for (const file of left) {
    if (isStopped()) break;
    const path = `${folder}/${file}`;
    const found = await fs.promises.stat(path).catch(() => undefined);
    if (!found?.isFile() || found.mtimeMs >= oldest) continue;
    await fs.promises.rm(path, { force: true });
    removed++;
  }
  return removed;
}

function* objectFiles(rows: Rows): Generator<readonly string[]> {
  for (const slice of slicesOf(rows, "objects")) yield slice.map(({ file }) => String(file));
}

/** Yields the files of parts. Uploads end soon, so there are few. */
function* partFiles(rows: Rows): Generator<readonly string[]> {
  yield rows.all("SELECT file FROM parts").map(({ file }) => String(file));
}
