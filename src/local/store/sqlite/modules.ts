/**
 * The parts of its runtime that a store in a folder uses. `node:sqlite`, `node:fs` and
 * `node:crypto` fit, as does any SQLite with the same few methods.
 *
 * @module
 */
import type { Crc32, Hashes } from "../checksum.ts";

/** A value in a column. The tables contain no blobs, and no integers above 2^53. */
export type SqliteValue = string | number | null;

/** A prepared statement. */
export interface SqliteStatement {
  /** Returns every row, as an object by column. */
  all(...values: SqliteValue[]): unknown[];
  /** Returns the first row, or undefined if there are no rows. */
  get(...values: SqliteValue[]): unknown;
  /** Makes `all` return rows as arrays, which is faster. Rows are objects without it. */
  setReturnArrays?(areArrays: boolean): unknown;
  /** Runs a statement that returns no rows. */
  run(...values: SqliteValue[]): { readonly changes: number | bigint };
}

/** An open database. */
export interface SqliteDatabase {
  /** Runs SQL without bound values that returns no rows. */
  exec(sql: string): unknown;
  /** Prepares a statement. */
  prepare(sql: string): SqliteStatement;
  /** Closes the database. */
  close(): unknown;
}

/**
 * A SQLite module: `node:sqlite`, or `{ DatabaseSync: Database }` for a driver with synchronous
 * methods.
 */
export interface Sqlite {
  /**
   * Opens the database in a file, created if it does not exist. With `readOnly`, it is only read,
   * and the path may be a `file:` URI. A driver without that option cannot read stores that it may
   * not write.
   */
  readonly DatabaseSync: new (
    path: string,
    options?: { readonly readOnly: boolean },
  ) => SqliteDatabase;
}

/** An open file. */
export interface OpenFile {
  /** Writes bytes after those written before. */
  writeFile(bytes: Uint8Array): Promise<unknown>;
  /** Reads bytes from a position; reads 0 bytes at the end of the file. */
  read(
    bytes: Uint8Array,
    offset: number,
    length: number,
    position: number,
  ): Promise<{ readonly bytesRead: number }>;
  /** Returns the length of the file. */
  stat(): Promise<{ readonly size: number }>;
  /** Closes the file. */
  close(): Promise<unknown>;
}

/** The part of `node:fs` that a store uses. */
export interface FileSystem {
  /** Flags for opening and copying files; `O_NOFOLLOW` is absent on Windows. */
  readonly constants: {
    readonly O_RDONLY: number;
    readonly O_NOFOLLOW?: number;
    readonly COPYFILE_EXCL: number;
    readonly COPYFILE_FICLONE?: number;
    readonly COPYFILE_FICLONE_FORCE?: number;
  };
  /** Asynchronous functions. */
  readonly promises: {
    /** Copies a file. Without it, a store reads and writes the bytes itself. */
    copyFile?(from: string, to: string, mode: number): Promise<unknown>;
    open(path: string, flags: string | number, mode: number): Promise<OpenFile>;
    readdir(path: string): Promise<string[]>;
    rename(from: string, to: string): Promise<unknown>;
    rm(path: string, options: { readonly force: boolean }): Promise<unknown>;
    stat(
      path: string,
    ): Promise<{ readonly mtimeMs: number; readonly size: number; isFile(): boolean }>;
  };
  /** Changes the permissions of a file. */
  chmodSync(path: string, mode: number): unknown;
  /** Closes a file. */
  closeSync(file: number): unknown;
  /** Copies a file; with `COPYFILE_EXCL`, fails instead of replacing one. */
  copyFileSync(from: string, to: string, mode: number): unknown;
  /** Reads the bytes of a file as a stream. */
  createReadStream(path: string): AsyncIterable<Uint8Array>;
  /** Returns whether a file or folder exists. */
  existsSync(path: string): boolean;
  /** Creates a folder and its parents. */
  mkdirSync(path: string, options: { readonly recursive: true; readonly mode: number }): unknown;
  /** Opens a file. */
  openSync(path: string, flags: string, mode?: number): number;
  /** Returns the names of the files in a folder. */
  readdirSync(path: string): string[];
  /** Reads bytes of an open file, and returns their number. */
  readSync(
    file: number,
    bytes: Uint8Array,
    offset: number,
    length: number,
    position: number,
  ): number;
  /** Returns the identity of a file (its device and its number there), its length and its age. */
  statSync(path: string): {
    readonly dev: number;
    readonly ino: number;
    readonly size: number;
    readonly mtimeMs: number;
  };
  /** Removes a file. */
  rmSync(path: string): unknown;
  /** Writes bytes to an open file, and returns their number. Without it, files are written one by one. */
  writeSync?(file: number, bytes: Uint8Array, offset: number, length: number): number;
  /** Writes a file; with `wx`, fails instead of replacing one. */
  writeFileSync(path: string, text: string, options: { readonly flag: "wx" }): unknown;
}

/** The runtime's modules that a store in a folder needs. */
export interface SqliteStoreModules {
  /** SQLite: the runtime's `node:sqlite`, or a similar driver. */
  readonly sqlite: Sqlite;
  /** Files: the runtime's `node:fs`. */
  readonly fs: FileSystem;
  /** Digests: the runtime's `node:crypto`. */
  readonly crypto: Hashes;
  /**
   * CRC-32: the runtime's `node:zlib`.
   * @default the AWS SDK's, which is loaded when a file is stored
   */
  readonly zlib?: Crc32 | undefined;
}
