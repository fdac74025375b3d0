/**
 * Creates the folder of a store.
 *
 * @module
 */
import type { FileSystem } from "./modules.ts";

/** Files that belong to a store. */
const OWN = /^(runlog\.db.*|objects|\.gitignore)$/;

/**
 * Creates the folder of a store, for its user only. Git ignores the folder, unless it has a
 * `.gitignore`, or other content, already.
 */
export function createFolder(folder: string, fs: FileSystem): void {
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!fs.readdirSync(folder).every((name) => OWN.test(name))) return;
  try {
    fs.writeFileSync(`${folder}/.gitignore`, "*\n", { flag: "wx" });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
}
