/**
 * What a store in a folder needs of its runtime, and no more: `node:sqlite`, `node:fs` and `node:crypto`
 * fit, as does any SQLite with the same few methods.
 *
 * @module
 */
import type { Hashes } from "../checksum.ts";

/** What SQLite stores in a column: the tables hold no blobs, and no integers past 2^53. */
export type SqliteValue = string | number | null;

/** A prepared statement. */
export interface SqliteStatement {
  /** Every row, as an object by column. */
  all(...values: SqliteValue[]): unknown[];
  /** The first row; undefined if there is none. */
  get(...values: SqliteValue[]): unknown;
  /** Runs a statement that has no rows to give. */
  run(...values: SqliteValue[]): { readonly changes: number | bigint };
}

/** An open database. */
export interface SqliteDatabase {
  /** Runs SQL that has no values to bind and no rows to give. */
  exec(sql: string): unknown;
  /** Prepares a statement. */
  prepare(sql: string): SqliteStatement;
  /** Closes the database. */
  close(): unknown;
}

/** A SQLite: `node:sqlite`, or `{ DatabaseSync: Database }` of a driver with synchronous methods. */
export interface Sqlite {
  /** Opens the database of a file, created if absent. */
  readonly DatabaseSync: new (path: string) => SqliteDatabase;
}

/** A file that is open. */
export interface OpenFile {
  /** Writes bytes behind those that were written before. */
  writeFile(bytes: Uint8Array): Promise<unknown>;
  /** Reads bytes from a position on; 0 at the end of the file. */
  read(
    bytes: Uint8Array,
    offset: number,
    length: number,
    position: number,
  ): Promise<{ readonly bytesRead: number }>;
  /** Length of the file. */
  stat(): Promise<{ readonly size: number }>;
  /** Closes the file. */
  close(): Promise<unknown>;
}

/** The part of `node:fs` that a store uses. */
export interface FileSystem {
  /** Flags; `O_NOFOLLOW` is absent on Windows. */
  readonly constants: {
    readonly O_RDONLY: number;
    readonly O_NOFOLLOW?: number;
    readonly COPYFILE_EXCL: number;
  };
  /** Functions that answer later. */
  readonly promises: {
    open(path: string, flags: string | number, mode: number): Promise<OpenFile>;
    readdir(path: string): Promise<string[]>;
    rename(from: string, to: string): Promise<unknown>;
    rm(path: string, options: { readonly force: boolean }): Promise<unknown>;
    stat(path: string): Promise<{ readonly mtimeMs: number; isFile(): boolean }>;
  };
  /** Changes who may read a file. */
  chmodSync(path: string, mode: number): unknown;
  /** Closes a file. */
  closeSync(file: number): unknown;
  /** Copies a file; `COPYFILE_EXCL` refuses to replace one. */
  copyFileSync(from: string, to: string, mode: number): unknown;
  /** Bytes of a file. */
  createReadStream(path: string): AsyncIterable<Uint8Array>;
  /** Whether a file or folder exists. */
  existsSync(path: string): boolean;
  /** Creates a folder and those above it. */
  mkdirSync(path: string, options: { readonly recursive: true; readonly mode: number }): unknown;
  /** Opens a file. */
  openSync(path: string, flags: string): number;
  /** Names of the files in a folder. */
  readdirSync(path: string): string[];
  /** Reads bytes of an open file, and answers how many. */
  readSync(
    file: number,
    bytes: Uint8Array,
    offset: number,
    length: number,
    position: number,
  ): number;
}

/** What a store in a folder is handed. */
export interface SqliteStoreModules {
  /** SQLite: the runtime's `node:sqlite`, or a driver like it. */
  readonly sqlite: Sqlite;
  /** Files: the runtime's `node:fs`. */
  readonly fs: FileSystem;
  /** Digests: the runtime's `node:crypto`. */
  readonly crypto: Hashes;
}
