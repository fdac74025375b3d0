/**
 * Checks that a database is still the file at its path. SQLite keeps writing to a file that was
 * deleted or moved, and reports nothing.
 *
 * @module
 */
import { StoreError } from "../errors.ts";
import type { FileSystem } from "./modules.ts";
import type { Rows } from "./row.ts";

/** The file of an open database. */
export class Presence {
  readonly #fs: FileSystem;
  readonly #folder: string;
  /** Path of the file; empty if it is unreadable, which disables the check. */
  readonly #path: string = "";
  readonly #identity: string | undefined;

  /**
   * @param fs The runtime's `node:fs`
   * @param folder Folder of the store, as it was given
   * @param file Absolute path of the database, from SQLite
   */
  constructor(fs: FileSystem, folder: string, file: string) {
    this.#fs = fs;
    const given = `${folder}/runlog.db`;
    const isAbsolute = /^([\\/]|[A-Za-z]:)/.test(folder);
    this.#folder = isAbsolute ? folder : file.replace(/[\\/]runlog\.db$/, "") || folder;
    // The working directory may change, which moves a relative path. SQLite follows links, perhaps to
    // a folder that this process has no permission to read.
    const paths = isAbsolute || file === "" ? [given] : [file, given];
    for (const path of paths) {
      const identity = readableIdentityOf(fs, path);
      if (identity === undefined) continue;
      [this.#path, this.#identity] = [path, identity];
      break;
    }
  }

  /**
   * Checks that the database is still there. Takes a few microseconds.
   *
   * @throws {StoreError} If it was deleted, moved or replaced
   */
  check(): void {
    if (this.#path === "") return;
    const identity = identityOf(this.#fs, this.#path);
    if (identity === this.#identity) return;
    const what = identity === undefined ? "was deleted or moved" : "was replaced";
    throw new StoreError(
      this.#folder,
      "use",
      `its folder or database ${what} while it was in use. Nothing more is stored; open a new session`,
    );
  }
}

/** Returns the absolute path of an open database; empty if it is unreadable. */
export function pathOf(rows: Rows): string {
  const [main] = rows.all("SELECT file FROM pragma_database_list WHERE name = 'main'");
  return String(main?.["file"] ?? "");
}

/** Returns the identity of a file; undefined if it does not exist. */
function identityOf(fs: FileSystem, path: string): string | undefined {
  try {
    const { dev, ino } = fs.statSync(path);
    return `${dev} ${ino}`;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw error;
  }
}

/** Returns the identity of a file; undefined if it is not readable. */
function readableIdentityOf(fs: FileSystem, path: string): string | undefined {
  try {
    return identityOf(fs, path);
  } catch {
    return undefined;
  }
}
