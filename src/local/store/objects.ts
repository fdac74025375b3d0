/**
 * S3's buckets, objects and unfinished uploads in SQLite; the bytes are elsewhere.
 *
 * @module
 */
import type { Database, Row } from "./database.ts";

/** Header fields kept with an object: content type, metadata. */
export type ObjectHeaders = Readonly<Record<string, string>>;

/** An object, without its bytes. */
export interface StoredObject {
  /** Its key. */
  readonly key: string;
  /** File of its bytes. */
  readonly file: string;
  /** Length in bytes. */
  readonly size: number;
  /** ETag, without quotes. */
  readonly etag: string;
  /** Header fields it was stored with. */
  readonly headers: ObjectHeaders;
  /** When it was stored, in seconds since 1970. */
  readonly created: number;
}

/** An upload in parts that has not been completed. */
export interface PendingUpload {
  /** Its id. */
  readonly id: string;
  /** Bucket. */
  readonly bucket: string;
  /** Key. */
  readonly key: string;
  /** Header fields of the object to be. */
  readonly headers: ObjectHeaders;
}

/** A part of an upload. */
export interface StoredPart {
  /** 1 to 10,000. */
  readonly number: number;
  /** File of its bytes. */
  readonly file: string;
  /** Length in bytes. */
  readonly size: number;
  /** MD5 in hex. */
  readonly etag: string;
}

/** Buckets, objects and uploads. */
export interface ObjectTables {
  /** Makes a bucket. False when it was there. */
  createBucket(name: string, now: number): boolean;
  /** Whether there is such a bucket. */
  hasBucket(name: string): boolean;
  /** Every bucket. */
  buckets(): readonly { readonly name: string; readonly created: number }[];
  /** One object. */
  get(bucket: string, key: string): StoredObject | undefined;
  /** Keeps an object, and answers the file of the one it takes the place of. */
  put(bucket: string, object: StoredObject): string | undefined;
  /** Lets go of an object, and answers its file. */
  remove(bucket: string, key: string): string | undefined;
  /** Objects whose key starts with the prefix and lies behind `after`, in order of key. */
  list(bucket: string, prefix: string, after: string, limit: number): readonly StoredObject[];
  /** Begins an upload. */
  begin(upload: PendingUpload, now: number): void;
  /** An upload that was begun and not ended. */
  upload(id: string): PendingUpload | undefined;
  /** Keeps a part, and answers the file of the one it takes the place of. */
  putPart(id: string, part: StoredPart): string | undefined;
  /** The parts of an upload, in order. */
  parts(id: string): readonly StoredPart[];
  /** Ends an upload, and answers the files of its parts. */
  end(id: string): readonly string[];
}

/** Buckets, objects and uploads in a database. */
export function objectTables(database: Database): ObjectTables {
  const find = (bucket: string, key: string): StoredObject | undefined => {
    const row = database.get("SELECT * FROM objects WHERE bucket = ? AND key = ?", bucket, key);
    return row && toObject(row);
  };
  const partsOf = (id: string): readonly StoredPart[] =>
    database.all("SELECT * FROM parts WHERE upload = ? ORDER BY number", id).map(toPart);
  return {
    createBucket: (name, now) =>
      database.run("INSERT OR IGNORE INTO buckets VALUES (?, ?)", name, now) === 1,
    hasBucket: (name) => database.get("SELECT 1 FROM buckets WHERE name = ?", name) !== undefined,
    buckets: () =>
      database.all("SELECT name, created FROM buckets ORDER BY name")
        .map(({ name, created }) => ({ name: String(name), created: Number(created) })),
    get: find,
    put(bucket, { key, file, size, etag, headers, created }) {
      const before = find(bucket, key)?.file;
      database.run(
        "INSERT OR REPLACE INTO objects VALUES (?, ?, ?, ?, ?, ?, ?)",
        bucket,
        key,
        file,
        size,
        etag,
        JSON.stringify(headers),
        created,
      );
      return before;
    },
    remove(bucket, key) {
      const before = find(bucket, key)?.file;
      database.run("DELETE FROM objects WHERE bucket = ? AND key = ?", bucket, key);
      return before;
    },
    list: (bucket, prefix, after, limit) =>
      database.all(
        `SELECT * FROM objects WHERE bucket = ? AND key > ? AND substr(key, 1, length(?)) = ?
         ORDER BY key LIMIT ?`,
        bucket,
        after,
        prefix,
        prefix,
        limit,
      ).map(toObject),
    begin({ id, bucket, key, headers }, now) {
      database.run(
        "INSERT INTO uploads VALUES (?, ?, ?, ?, ?)",
        id,
        bucket,
        key,
        JSON.stringify(headers),
        now,
      );
    },
    upload(id) {
      const row = database.get("SELECT * FROM uploads WHERE id = ?", id);
      return row && {
        id,
        bucket: String(row["bucket"]),
        key: String(row["key"]),
        headers: toHeaders(row),
      };
    },
    putPart(id, { number, file, size, etag }) {
      const before = partsOf(id).find((part) => part.number === number)?.file;
      database.run(
        "INSERT OR REPLACE INTO parts VALUES (?, ?, ?, ?, ?)",
        id,
        number,
        file,
        size,
        etag,
      );
      return before;
    },
    parts: partsOf,
    end(id) {
      const files = partsOf(id).map(({ file }) => file);
      database.run("DELETE FROM parts WHERE upload = ?", id);
      database.run("DELETE FROM uploads WHERE id = ?", id);
      return files;
    },
  };
}

function toObject(row: Row): StoredObject {
  return {
    key: String(row["key"]),
    file: String(row["file"]),
    size: Number(row["size"]),
    etag: String(row["etag"]),
    headers: toHeaders(row),
    created: Number(row["created"]),
  };
}

function toHeaders(row: Row): ObjectHeaders {
  // Written above, from header fields.
  return JSON.parse(String(row["headers"])) as ObjectHeaders;
}

function toPart(row: Row): StoredPart {
  return {
    number: Number(row["number"]),
    file: String(row["file"]),
    size: Number(row["size"]),
    etag: String(row["etag"]),
  };
}
