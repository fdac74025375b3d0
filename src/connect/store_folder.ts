/**
 * Finds the folder of a local store from a path as people write it, and stores nearby.
 *
 * @module
 */
import { builtin, homeFolder, mayReadFile, workingDirectory } from "../runtime.ts";

/** Usual name of a store's folder. */
const USUAL_NAME = "runlog";

/** Number of parent folders to search for a store. */
const PARENTS = 8;

/**
 * Returns the absolute path of a store's folder. `~` at the beginning is the home folder: shells
 * leave it in `local:~/runs`. Links and `..` are left to the system, which resolves them in order.
 * A relative path stays relative if the working directory is not permitted to be read.
 */
export function storeFolder(path: string): string {
  const written = withoutEnd(fromHome(path));
  if (/^([\\/]|[A-Za-z]:[\\/])/.test(written)) return written;
  const working = workingDirectory();
  if (working === undefined) return written;
  const relative = written.replace(/^(\.[\\/]+)+/, "");
  return relative === "." || relative === "" ? working : `${withoutEnd(working)}/${relative}`;
}

/**
 * Returns the folder of the nearest store: a subfolder, a neighbor, a parent, or a neighbor of a
 * parent. Undefined if no store is found there.
 *
 * @param folder Absolute path of a folder without a store
 */
export function nearestStore(folder: string): string | undefined {
  return nearbyFolders(folder).find(isStore);
}

function nearbyFolders(folder: string): readonly string[] {
  const found = [`${folder}/${USUAL_NAME}`];
  for (let [parent, level] = [parentOf(folder), 0]; parent !== undefined && level < PARENTS;) {
    found.push(`${parent === "/" ? "" : parent}/${USUAL_NAME}`, parent);
    [parent, level] = [parentOf(parent), level + 1];
  }
  return found.filter((one) => one !== folder);
}

function isStore(folder: string): boolean {
  const database = `${folder}/runlog.db`;
  return mayReadFile(database) && builtin("node:fs")?.existsSync(database) === true;
}

function parentOf(path: string): string | undefined {
  const parent = /^(.*)[\\/][^\\/]+$/s.exec(path)?.[1];
  return parent === "" ? "/" : parent;
}

function fromHome(path: string): string {
  const [, rest] = /^~($|[\\/].*)/s.exec(path) ?? [];
  const home = rest === undefined ? undefined : homeFolder();
  return home === undefined ? path : `${withoutEnd(home)}${rest}`;
}

/** Returns a path without slashes at its end, except the root. */
function withoutEnd(path: string): string {
  return path.replace(/(?<=[^\\/:])[\\/]+$/, "");
}
