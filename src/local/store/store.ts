/**
 * The port of a store: what the service keeps, whatever keeps it. SQLite answers it where there are
 * files, IndexedDB in browsers.
 *
 * @module
 */
import type { StoreLocation } from "../../ports/store_notes.ts";
import type { Awaitable } from "./awaitable.ts";
import type { ChecksumAlgorithm } from "./checksum.ts";
import type { Entity, EntityKind, EntityTables } from "./entities.ts";
import type { ObjectTables } from "./objects.ts";
import type { PointTables } from "./points.ts";
import type { WalkTables } from "./walk.ts";

/** The tables that a transaction sees. */
export interface Tables {
  /** Entities. */
  readonly entities: EntityTables;
  /** Metric points. */
  readonly points: PointTables;
  /** Components in other orders than by name and time; absent where a store has none. */
  readonly walks?: WalkTables;
  /** S3's buckets and objects, without their bytes. */
  readonly objects: ObjectTables;
}

/** Bytes of objects, under names of the store's own making. */
export interface ObjectFolder {
  /** Keeps a stream of bytes under a new name, once it has ended. */
  write(
    content: ReadableStream<Uint8Array> | null,
    checksum?: ChecksumAlgorithm,
  ): Promise<StoredFile>;
  /** Joins files into a new one. */
  join(files: readonly string[], checksum?: ChecksumAlgorithm): Promise<StoredFile>;
  /**
   * The bytes of a file, or of a part of it; undefined when there is no such file any more. What was
   * once begun can be read to its end, whatever becomes of the file.
   */
  read(file: string, start: number, end: number): Promise<ReadableStream<Uint8Array> | undefined>;
  /** Lets go of a file. */
  remove(file: string): Promise<void>;
}

/** A file that was kept. */
export interface StoredFile {
  /** Its name in the store. */
  readonly file: string;
  /** Length in bytes. */
  readonly size: number;
  /** MD5 of the bytes, in hex. */
  readonly md5: string;
  /** The checksum that was asked for, in base64 as S3 writes it. */
  readonly checksum: string | undefined;
}

/**
 * Where the service keeps what it is told. Any number of processes may have it open.
 *
 * A transaction's work may wait for the tables and for nothing else, so that a store whose
 * transactions end when they are left idle can answer too.
 */
export interface LocalStore {
  /** Where it is; absent for a store that is neither a folder nor a browser's database. */
  readonly location?: StoreLocation;
  /** Looks, at one moment's state, without changing anything. */
  read<T>(work: (tables: Tables) => Awaitable<T>): Promise<T>;
  /**
   * Changes things as one transaction. When the promise resolves, a process that dies takes nothing of
   * it along.
   */
  write<T>(work: (tables: Tables) => Awaitable<T>): Promise<T>;
  /**
   * Changes one entity before the call returns, for a process that is about to end; work that is
   * under way is given up. Absent where a store cannot do it.
   */
  readonly changeNow?: (
    kind: EntityKind,
    key: string,
    change: (entity: Entity) => Entity,
  ) => void;
  /** Bytes of objects. */
  readonly files: ObjectFolder;
  /** Lets go of the store, once what is under way has ended. */
  close(): Promise<void>;
}
