/**
 * The folder that files are downloaded to. Nothing is written outside of it.
 *
 * @module
 */
import { join } from "@std/path";
import { foldedPath, nameFlaw } from "./file_name.ts";

type FileSystem = typeof import("node:fs");

/** A file that cannot have the path of its key. */
export class PlaceError extends Error {
  override name = "PlaceError";
}

/**
 * A folder of downloaded files. Each file is written beside its final path under a temporary name,
 * and moved when it is whole.
 */
export class Destination {
  readonly #fs: FileSystem;
  readonly #root: string;
  readonly #isWindows: boolean;
  /** Path of the root without links, once it exists. */
  #realRoot: string | undefined;
  /** The files by their folded paths, to find those that a file system takes for the same. */
  readonly #taken = new Map<string, { readonly within: string; readonly written: Promise<void> }>();

  /**
   * @param root Path of the folder; it may be a link, and need not exist
   * @param isWindows Whether Windows's rules of names apply
   */
  constructor(fs: FileSystem, root: string, isWindows: boolean) {
    this.#fs = fs;
    this.#root = root;
    this.#isWindows = isWindows;
  }

  /**
   * Writes a file.
   *
   * @param within Path within the folder, with `/` as separator
   * @param write Writes the file's bytes to a path where nothing is yet
   * @throws {PlaceError} If the file cannot be there
   * @throws the file system's error, or that of `write`
   */
  async put(within: string, write: (path: string) => Promise<void>): Promise<void> {
    const parts = within.split("/");
    for (const part of parts) {
      const flaw = nameFlaw(part, this.#isWindows);
      if (flaw !== undefined) throw new PlaceError(flaw);
    }
    // Keys come in order, so a file comes before those that need a folder in its place.
    for (let end = within.indexOf("/"); end >= 0; end = within.indexOf("/", end + 1)) {
      const file = this.#taken.get(foldedPath(within.slice(0, end)))?.within;
      if (file === within.slice(0, end)) throw new PlaceError(`${JSON.stringify(file)} is a file`);
    }
    const folded = foldedPath(within);
    const other = this.#taken.get(folded);
    const written = (async () => {
      // One file after the other: only then can the file system identify two paths as one file.
      await other?.written.catch(() => {});
      await this.#put(parts, write, other?.within);
    })();
    this.#taken.set(folded, { within, written });
    await written;
  }

  async #put(
    parts: readonly string[],
    write: (path: string) => Promise<void>,
    other: string | undefined,
  ): Promise<void> {
    const { promises } = this.#fs;
    const folder = await this.#makeFolder(parts.slice(0, -1));
    const path = join(folder, parts.at(-1) ?? "");
    const name = parts.join("/");
    if (
      other !== undefined && other !== name && await this.#isSame(path, join(this.#root, other))
    ) {
      throw new PlaceError(`this file system takes its name for that of ${JSON.stringify(other)}`);
    }
    const unfinished = join(folder, `.runlog-download-${crypto.randomUUID().slice(0, 8)}.part`);
    try {
      await write(unfinished);
      // A link that was put into the way meanwhile leads outside.
      await this.#requireWithin(folder);
      await promises.rename(unfinished, path);
    } catch (error) {
      await promises.rm(unfinished, { force: true }).catch(() => {});
      throw error;
    }
  }

  /** Makes the folders above a file one by one. A link is never followed. */
  async #makeFolder(parts: readonly string[]): Promise<string> {
    const { promises } = this.#fs;
    await promises.mkdir(this.#root, { recursive: true });
    this.#realRoot ??= await promises.realpath(this.#root);
    let folder = this.#root;
    for (const part of parts) {
      folder = join(folder, part);
      await promises.mkdir(folder).catch((error) => {
        if (fileErrorCode(error) !== "EEXIST") throw error;
      });
      const found = await promises.lstat(folder);
      if (found.isDirectory()) continue;
      const what = found.isSymbolicLink() ? "a link" : "a file";
      throw new PlaceError(`${what} is where its folder ${JSON.stringify(part)} would be`);
    }
    await this.#requireWithin(folder);
    return folder;
  }

  async #requireWithin(folder: string): Promise<void> {
    const real = await this.#fs.promises.realpath(folder);
    const root = this.#realRoot ?? "";
    if (real === root || real.startsWith(join(root, "/"))) return;
    throw new PlaceError("a link leads its folder out of the destination");
  }

  async #isSame(path: string, other: string): Promise<boolean> {
    const { promises } = this.#fs;
    try {
      const [one, two] = await Promise.all([promises.lstat(path), promises.lstat(other)]);
      return one.ino === two.ino && one.dev === two.dev;
    } catch {
      return false;
    }
  }
}

/** Returns the code of a file system's error, such as "ENOENT". */
export function fileErrorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string"
    ? error.code
    : undefined;
}
