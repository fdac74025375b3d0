/**
 * Walks a folder as people keep it: with links to files and folders, and entries that are no files.
 *
 * @module
 */
import type { Dirent } from "node:fs";
import { join, SEPARATOR } from "@std/path";
import type { BuiltinModules } from "../runtime.ts";

type FileSystem = BuiltinModules["node:fs"];

/** A file within a folder. */
export interface DirectoryFile {
  /** Path relative to the folder, with `/` as separator. */
  readonly within: string;
  /** Path for the file system. */
  readonly path: string;
}

/** An entry of a folder that cannot be logged. */
export interface OmittedEntry {
  /** Path relative to the folder, with `/` as separator. */
  readonly within: string;
  /** The rule that it breaks, as a phrase that follows "must". */
  readonly rule: string;
}

/** A file, or an entry that cannot be logged. */
export type WalkedEntry =
  | DirectoryFile & { readonly rule?: undefined; readonly isFolder?: undefined }
  | OmittedEntry & { readonly isFolder: boolean };

/** Options of {@linkcode walkDirectory}. */
export interface WalkOptions {
  /** Whether a path is excluded. That of a folder ends with a slash: a link to it is not followed. */
  readonly isExcluded: (within: string) => boolean;
  /** Aborts the walk. */
  readonly signal: AbortSignal | undefined;
}

/** A folder on the way from the root to where the walk is. */
interface Step {
  /** Path relative to the root: empty or with a slash at its end. */
  readonly within: string;
  /** Path for the file system. */
  readonly path: string;
  /** Path without links. */
  readonly realPath: string;
  /** Real paths of the folders above. */
  readonly above: readonly string[];
}

/**
 * Yields the files of a folder and its subfolders, and the entries that are no files. Links are
 * followed; one that leads to a folder it is in is not, as it would have no end.
 */
export async function* walkDirectory(
  fs: FileSystem,
  path: string,
  options: WalkOptions,
): AsyncGenerator<WalkedEntry> {
  const realPath = await fs.promises.realpath(path);
  yield* walk(fs, { within: "", path, realPath, above: [] }, options);
}

async function* walk(
  fs: FileSystem,
  folder: Step,
  options: WalkOptions,
): AsyncGenerator<WalkedEntry> {
  options.signal?.throwIfAborted();
  const names = new Set<string>();
  for (const entry of await fs.promises.readdir(folder.path, { withFileTypes: true })) {
    const { name } = entry;
    const file = { within: folder.within + name, path: `${folder.path}/${name}` };
    const kind = names.has(name) ? "unreadable name" : await kindOf(fs, file.path, entry);
    names.add(name);
    switch (kind) {
      case "file":
        yield file;
        break;
      case "folder": {
        const within = `${file.within}/`;
        // The globs of a folder are those of its files; only a link is worth a look ahead.
        if (!entry.isDirectory() && options.isExcluded(within)) break;
        const realPath = entry.isDirectory()
          ? join(folder.realPath, name)
          : await fs.promises.realpath(file.path);
        const above = [...folder.above, folder.realPath];
        if (above.some((one) => isWithin(one, realPath))) {
          const rule = "not lead to a folder that it is in: it would have no end";
          yield { within: file.within, rule, isFolder: true };
        } else {
          yield* walk(fs, { within, path: file.path, realPath, above }, options);
        }
        break;
      }
      default:
        yield { within: file.within, rule: RULES[kind], isFolder: false };
    }
  }
}

/** The kinds of entries that cannot be logged, with the rules that they break. */
const RULES = {
  "dead link": "lead to a file: nothing is where the link leads",
  "link loop": "lead to a file: the link leads back to itself",
  "unreadable name": "have a name in UTF-8",
  "special file": "be a file, not a pipe, a socket or a device",
};

async function kindOf(
  fs: FileSystem,
  path: string,
  entry: Dirent,
): Promise<"file" | "folder" | keyof typeof RULES> {
  if (!entry.name.isWellFormed()) return "unreadable name";
  // Runtimes show U+FFFD for bytes that are not UTF-8; under that name there is nothing, or another file.
  const isDoubtful = entry.name.includes("\ufffd");
  if (entry.isFile() && !isDoubtful) return "file";
  if (entry.isDirectory() && !isDoubtful) return "folder";
  try {
    // Links, and entries of file systems that list no kinds.
    const found = await fs.promises.stat(path);
    return found.isFile() ? "file" : found.isDirectory() ? "folder" : "special file";
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ELOOP") return "link loop";
    if (code !== "ENOENT" && code !== "ENOTDIR") throw error;
    if (await isLink(fs, path)) return "dead link";
    // A file that was removed meanwhile fails when it is opened: it is not omitted.
    return isDoubtful ? "unreadable name" : "file";
  }
}

async function isLink(fs: FileSystem, path: string): Promise<boolean> {
  return await fs.promises.lstat(path).then((found) => found.isSymbolicLink(), () => false);
}

/** Whether a folder is another one or lies in it, by their real paths. */
function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(join(folder, SEPARATOR));
}
