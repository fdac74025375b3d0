/**
 * Removes objects' files that no row references, left by a process that died between writing a file
 * and its row.
 *
 * @module
 */
import type { Database } from "./database.ts";
import type { FileSystem } from "./modules.ts";

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
  const oldest = Date.now() - LEFT_OVER_AGE_MS;
  const old: string[] = [];
  for (const file of await fs.promises.readdir(folder)) {
    if (isStopped()) return 0;
    const found = await fs.promises.stat(`${folder}/${file}`).catch(() => undefined);
    if (found?.isFile() && found.mtimeMs < oldest) old.push(file);
  }
  if (old.length === 0) return 0;
  // After the files, to include rows written in the meantime.
  const known = await database.read(() =>
    new Set(
      database.all("SELECT file FROM objects UNION ALL SELECT file FROM parts")
        .map(({ file }) => String(file)),
    )
  );
  const left = old.filter((file) => !known.has(file));
  await Promise.all(left.map((file) => fs.promises.rm(`${folder}/${file}`, { force: true })));
  return left.length;
}
