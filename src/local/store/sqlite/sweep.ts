/**
 * Files of objects that no row knows: what a process left that died between a file and its row.
 *
 * @module
 */
import type { Database } from "./database.ts";
import type { FileSystem } from "./modules.ts";

/**
 * How old such a file has to be, in milliseconds: a week. A younger one may be another process's, which
 * has yet to write the row.
 */
const LEFT_OVER_AGE_MS = 7 * 24 * 3600 * 1000;

/**
 * Removes old files that no row knows, half-written ones among them.
 *
 * @param folder The folder of objects
 * @param isStopped Whether the store is closing: the rest is the next one's
 * @returns How many were removed
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
  // After the files: a row that was written meanwhile is seen.
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
