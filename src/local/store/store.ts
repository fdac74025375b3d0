/**
 * The port of a store, which holds the data of the service. It is implemented by SQLite where there
 * are files, and by IndexedDB in browsers.
 *
 * @module
 */
import type { FileContent, PutFileOptions } from "../../ports/file_store.ts";
import type { MetricBatch, PointRefusal } from "../../ports/metrics_client.ts";
import type { StoreLocation } from "../../ports/store_notes.ts";
import type { Awaitable } from "./awaitable.ts";
import type { ChecksumAlgorithm } from "./checksum.ts";
import type { Entity, EntityKind, EntityQuery, EntityTables } from "./entities.ts";
import type { ObjectTables } from "./objects.ts";
import type { PointTables } from "./points.ts";
import type { WalkTables } from "./walk.ts";

/** The tables available in a transaction. */
export interface Tables {
  /** Experiments, trials, trial components, lineage and jobs. */
  readonly entities: EntityTables;
  /** Metric points. */
  readonly points: PointTables;
  /**
   * Components sorted by other properties than name and time; absent if the store does not support
   * them.
   */
  readonly walks?: WalkTables;
  /** S3's buckets and objects, without their bytes. */
  readonly objects: ObjectTables;
  /**
   * Lets other work continue during a long read. If the event loop has not turned for some time, the
   * transaction ends, and another one begins after a turn. Rows that were read before may have
   * changed. Absent in writes, and if the store's reads never block the event loop.
   */
  readonly giveWay?: (() => Promise<void>) | undefined;
}

/** The tables available in a transaction that ends before its call returns. */
export interface TablesNow {
  /** Experiments, trials, trial components, lineage and jobs. */
  readonly entities: {
    /** Returns an entity. */
    get(kind: EntityKind, key: string): Entity | undefined;
    /** Stores an entity. */
    put(kind: EntityKind, entity: Entity): void;
    /** Removes an entity. */
    remove(kind: EntityKind, key: string): void;
    /** Returns entities of a kind. */
    list(kind: EntityKind, query: EntityQuery): readonly Entity[];
  };
  /** Metric points. */
  readonly points: {
    /** Stores a batch, and returns the points that it rejects. */
    put(batch: MetricBatch, now: number): readonly PointRefusal[];
  };
}

/** Objects' bytes, in files named by the store. */
export interface ObjectFolder {
  /** Stores a stream of bytes under a new name, once it has ended. */
  write(
    content: ReadableStream<Uint8Array> | null,
    checksum?: ChecksumAlgorithm,
  ): Promise<WrittenFile>;
  /**
   * Stores a file of this process under a new name, with its CRC-32. The store copies the file of a
   * path, if it can.
   */
  keep(content: FileContent, options?: PutFileOptions): Promise<StoredFile>;
  /**
   * Stores a small file under a new name before the call returns, with its CRC-32. Absent if the
   * store does not support it.
   */
  readonly keepNow?: ((bytes: Uint8Array) => StoredFile) | undefined;
  /** Joins files into a new one. */
  join(files: readonly string[], checksum?: ChecksumAlgorithm): Promise<StoredFile>;
  /**
   * Returns the bytes of a file or a part of it, or undefined if the file no longer exists. A
   * started read can always be finished, even if the file is removed.
   */
  read(file: string, start: number, end: number): Promise<ReadableStream<Uint8Array> | undefined>;
  /** Removes a file. */
  remove(file: string): Promise<void>;
}

/** A stored file. */
export interface StoredFile {
  /** Name of the file in the store. */
  readonly file: string;
  /** Length in bytes. */
  readonly size: number;
  /** Requested checksum, in base64 as in S3's headers. */
  readonly checksum: string | undefined;
}

/** A file that was received in a request. */
export interface WrittenFile extends StoredFile {
  /** MD5 of the bytes, in hexadecimal. */
  readonly md5: string;
}

/**
 * Stores the data of the service. Any number of processes can open it.
 *
 * A transaction's work may wait only for the tables. This permits stores whose transactions end
 * when idle.
 */
export interface LocalStore {
  /** Location of the store; absent if it is neither a folder nor a browser database. */
  readonly location?: StoreLocation;
  /** Runs a read-only transaction, which sees the store at one moment unless it gives way. */
  read<T>(work: (tables: Tables) => Awaitable<T>): Promise<T>;
  /**
   * Runs a read-write transaction. Once the promise resolves, the changes survive the death of the
   * process.
   *
   * @param creates Whether the work may create the first data of a store. Without it, a store that
   * does not exist stays so, and the call rejects
   */
  write<T>(work: (tables: Tables) => Awaitable<T>, creates?: boolean): Promise<T>;
  /**
   * Runs a read-write transaction before the call returns, for a process that is about to end. It
   * aborts any transaction in progress, and waits at most five seconds for other processes. Absent
   * if the store does not support it.
   */
  readonly writeNow?: <T>(work: (tables: TablesNow) => T) => T;
  /**
   * Checks that the store is still at its location, and throws if it is not. Every write does so as
   * well. Absent if a store in use cannot go away.
   */
  readonly checkPresence?: () => void;
  /** Why the store may only be read; absent if it may be written. */
  readonly readOnly?: string | undefined;
  /** Objects' bytes. */
  readonly files: ObjectFolder;
  /** Closes the store, once the work in progress has ended. */
  close(): Promise<void>;
}
