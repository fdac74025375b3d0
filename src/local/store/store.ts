/**
 * The port of a store: what the service keeps, whatever keeps it. SQLite answers it where there are
 * files.
 *
 * @module
 */
import type { ObjectTables } from "./objects.ts";
import type { PointTables } from "./points.ts";

/** Kinds of entity. */
export type EntityKind =
  | "experiment"
  | "trial"
  | "component"
  | "artifact"
  | "association"
  | "job";

/** An entity's members in AWS's names; times are seconds since 1970. */
export type Body = Readonly<Record<string, unknown>>;

/** An entity as it is kept. */
export interface Entity {
  /** Lower-case name, or id. Unique within its kind. */
  readonly key: string;
  /** Key of what it belongs to: a trial's experiment. */
  readonly parent: string | null;
  /** When it was made. */
  readonly created: number;
  /** When it last changed. */
  readonly modified: number;
  /** Its members. */
  readonly body: Body;
}

/** Which entities of a kind, and in what order. */
export interface EntityQuery {
  /** Only those of this parent. */
  readonly parent?: string | undefined;
  /** Only trial components in this trial. */
  readonly trial?: string | undefined;
  /** Only trial components in a trial of this experiment. */
  readonly experiment?: string | undefined;
  /** Only trials that hold this trial component. */
  readonly component?: string | undefined;
  /** Only those whose members, by JSON path, are equal to these. */
  readonly members?: Readonly<Record<string, string | undefined>> | undefined;
  /** Only those made after. */
  readonly createdAfter?: number | undefined;
  /** Only those made before. */
  readonly createdBefore?: number | undefined;
  /** The order. */
  readonly sortBy: "Name" | "CreationTime";
  /** Its direction. */
  readonly descending: boolean;
  /** Only those behind this one, in that order. */
  readonly after?: Cursor | undefined;
  /** How many at most. */
  readonly limit: number;
}

/** A place in an order. */
export interface Cursor {
  /** When the last entity was made. */
  readonly created: number;
  /** Its key. */
  readonly key: string;
}

/** Entities and what links them. */
export interface EntityTables {
  /** One entity. */
  get(kind: EntityKind, key: string): Entity | undefined;
  /** Keeps an entity, over any earlier one of its key. */
  put(kind: EntityKind, entity: Entity): void;
  /** Lets go of an entity. */
  remove(kind: EntityKind, key: string): void;
  /** Entities of a kind. */
  list(kind: EntityKind, query: EntityQuery): readonly Entity[];
  /** How many there are of a parent. */
  count(kind: EntityKind, parent: string): number;
  /** Puts a component into a trial. False when it was there. */
  join(trial: string, component: string): boolean;
  /** Takes a component out of a trial. False when it was not there. */
  leave(trial: string, component: string): boolean;
  /** How many components a trial holds. */
  memberCount(trial: string): number;
  /** The trials that hold a component. */
  trialsOf(component: string): readonly string[];
}

/** The tables that a transaction sees. */
export interface Tables {
  /** Entities. */
  readonly entities: EntityTables;
  /** Metric points. */
  readonly points: PointTables;
  /** S3's buckets and objects, without their bytes. */
  readonly objects: ObjectTables;
}

/** Bytes of objects, under names of the store's own making. */
export interface ObjectFolder {
  /** Keeps a stream of bytes under a new name, once it has ended. */
  write(content: ReadableStream<Uint8Array> | null): Promise<StoredFile>;
  /** Joins files into a new one. */
  join(files: readonly string[]): Promise<StoredFile>;
  /** The bytes of a file, or of a part of it. */
  read(file: string, start: number, end: number): ReadableStream<Uint8Array>;
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
  /** CRC32 of the bytes, in base64 as S3 writes it. */
  readonly crc32: string;
}

/** Where the service keeps what it is told. */
export interface LocalStore {
  /** Looks without changing anything. */
  read<T>(work: (tables: Tables) => T): T;
  /** Changes things as one transaction, durable when it returns. */
  write<T>(work: (tables: Tables) => T): T;
  /** Bytes of objects. */
  readonly files: ObjectFolder;
  /** Lets go of the store. */
  close(): void;
}
