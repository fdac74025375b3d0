/**
 * Checks that a database is still the file at its path. SQLite keeps writing to a file that was
 * deleted or moved, and reports nothing.
 *
 * @module
 */
import { StoreError } from "../errors.ts";
import type { FileSystem } from "./modules.ts";

/** The file of an open database. */
export class Presence {
  readonly #fs: FileSystem;
  readonly #path: string;
  readonly #folder: string;
  readonly #identity: string;

  /**
   * @param fs The runtime's `node:fs`
   * @param folder Folder of the store, as it was given
   * @param file Absolute path of the database, from SQLite
   */
  constructor(fs: FileSystem, folder: string, file: string) {
    this.#fs = fs;
    const isAbsolute = /^([\\/]|[A-Za-z]:)/.test(folder);
    // A program may change its working directory, and links may lead to where it may not read.
    this.#path = isAbsolute || file === "" ? `${folder}/runlog.db` : file;
    this.#folder = isAbsolute ? folder : file.replace(/[\\/]runlog\.db$/, "") || folder;
    this.#identity = this.#read() ?? "";
  }

  /**
   * Checks that the database is still there. Takes a few microseconds.
   *
   * @throws {StoreError} If it was deleted, moved or replaced
   */
  check(): void {
    const identity = this.#read();
    if (identity === this.#identity) return;
    const what = identity === undefined ? "was deleted or moved" : "was replaced";
    throw new StoreError(
      this.#folder,
      "use",
      `its folder or database ${what} while it was in use. Nothing more is stored; open a new session`,
    );
  }

  #read(): string | undefined {
    try {
      const { dev, ino } = this.#fs.statSync(this.#path);
      return `${dev} ${ino}`;
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      if (code === "ENOENT" || code === "ENOTDIR") return undefined;
      throw error;
    }
  }
}
