/**
 * Reads small files, several before others get their turn. Of a small file in the system's cache, the
 * reading takes less time than a thread for it.
 *
 * @module
 */
import type { BuiltinModules } from "../runtime.ts";
import type { FileState } from "./file_changed_error.ts";
import { checkBytes, timeToSettle } from "./file_stream.ts";

type FileSystem = BuiltinModules["node:fs"];

/** Length of the largest file that is read in this way, in bytes. */
const LARGEST = 64 * 1024;

/** Number of bytes that are read together. */
const ROOM = 1024 * 1024;

/** A file that was read. */
export interface SmallBytes {
  /** The bytes, until the reader begins anew. */
  readonly bytes: Uint8Array;
  /**
   * Checks that they are the file's. Absent if they are known to be.
   *
   * @throws {FileChangedError} If the file has changed in any way but growing
   */
  readonly check?: () => Promise<void>;
}

/** Reads small files into a memory of 1 MiB. */
export class SmallReader {
  readonly #fs: FileSystem;
  readonly #room = new Uint8Array(ROOM);
  #used = 0;

  constructor(fs: FileSystem) {
    this.#fs = fs;
  }

  /** Whether another file has room. */
  get hasRoom(): boolean {
    return this.#used + LARGEST <= ROOM;
  }

  /** Begins anew: the bytes of earlier files are overwritten. */
  clear(): void {
    this.#used = 0;
  }

  /**
   * Reads a file. Returns undefined for everything that is not a small file, cannot be read, or was
   * written a moment ago.
   */
  read(path: string): SmallBytes | undefined {
    const { O_RDONLY, O_NONBLOCK = 0 } = this.#fs.constants;
    let file: number;
    try {
      // If a pipe has replaced the file, opening must not wait for a writer.
      file = this.#fs.openSync(path, O_RDONLY | O_NONBLOCK);
    } catch {
      return undefined;
    }
    try {
      return this.#read(path, file);
    } catch {
      return undefined;
    } finally {
      this.#fs.closeSync(file);
    }
  }

  #read(path: string, file: number): SmallBytes | undefined {
    const found = this.#fs.fstatSync(file);
    const { size } = found;
    if (!found.isFile() || size > LARGEST || timeToSettle(found.mtime) > 0) return undefined;
    // A file without a size may have content that is made up as it is read.
    const length = this.#fs.readSync(file, this.#room, this.#used, Math.max(1, size), null);
    const after = this.#fs.fstatSync(file);
    const isSame = after.size === size && after.mtimeMs === found.mtimeMs;
    if (size === 0 ? length > 0 : length < size && isSame) return undefined;
    const bytes = this.#room.subarray(this.#used, this.#used + length);
    this.#used += bytes.length;
    if (isSame) return { bytes };
    const before: FileState = { size, modified: found.mtime };
    return { bytes, check: () => checkBytes(this.#fs, path, before, bytes) };
  }
}
