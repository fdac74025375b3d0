/**
 * Checks that the files of a database do not change. A connection without locks would read a
 * mixture of old and new pages.
 *
 * @module
 */
import { StoreBusyError } from "../errors.ts";
import type { FileSystem } from "./modules.ts";

/** The files of a database when a connection without locks opened it. */
export class QuietFiles {
  /** Whether a process left a log with content. */
  readonly hasLog: boolean;
  /** Whether the log has an index, as while a process uses the database. */
  readonly hasIndex: boolean;
  readonly #path: string;
  readonly #fs: FileSystem;
  readonly #before: string;

  /**
   * @param path Path of the database
   * @param fs The runtime's `node:fs`
   */
  constructor(path: string, fs: FileSystem) {
    this.#path = path;
    this.#fs = fs;
    this.hasLog = (factsOf(`${path}-wal`, fs)?.size ?? 0) > 0;
    this.hasIndex = factsOf(`${path}-shm`, fs) !== undefined;
    this.#before = this.#state();
  }

  /** Returns whether a process has written since. */
  haveChanged(): boolean {
    return this.#state() !== this.#before;
  }

  /**
   * Checks that no process has written since.
   *
   * @param folder Folder of the store
   * @throws {StoreBusyError} If one has
   */
  requireUnchanged(folder: string): void {
    if (!this.haveChanged()) return;
    const reason = "another process wrote to it while it was read. Try again";
    throw new StoreBusyError(folder, "use", reason);
  }

  #state(): string {
    return ["", "-wal", "-shm"].map((suffix) => {
      const facts = factsOf(`${this.#path}${suffix}`, this.#fs);
      return facts && `${facts.dev} ${facts.ino} ${facts.size} ${facts.mtimeMs}`;
    }).join();
  }
}

function factsOf(path: string, fs: FileSystem): ReturnType<FileSystem["statSync"]> | undefined {
  try {
    return fs.statSync(path);
  } catch {
    return undefined;
  }
}
