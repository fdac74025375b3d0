/**
 * S3's buckets, objects and unfinished uploads in SQLite.
 *
 * @module
 */
import type { ObjectHeaders, ObjectTables, StoredObject, StoredPart } from "../objects.ts";
import type { Database } from "./database.ts";
import type { Row } from "./row.ts";
import { checkOfObject } from "./row_check.ts";

/** Returns the tables of buckets, objects and uploads, in a database. */
export function objectTables(database: Database): ObjectTables {
  const find = (bucket: string, key: string): StoredObject | undefined => {
    const row = database.get("SELECT * FROM objects WHERE bucket = ? AND key = ?", bucket, key);
    return row && toObject(database, row);
  };
  // A damaged row can be replaced and removed: the sweep removes its file.
  const fileOf = (bucket: string, key: string): string | undefined => {
    const row = database.get("SELECT * FROM objects WHERE bucket = ? AND key = ?", bucket, key);
    return row && isWhole(row) ? String(row["file"]) : undefined;
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
    put(bucket, { headers, ...object }) {
      const before = fileOf(bucket, object.key);
      const row = { bucket, ...object, headers: JSON.stringify(headers) };
      const { key, file, size, etag, created } = row;
      database.run(
        `INSERT OR REPLACE INTO objects (bucket, key, file, size, etag, headers, created, sum)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        bucket,
        key,
        file,
        size,
        etag,
        row.headers,
        created,
        checkOfObject(row),
      );
      return before;
    },
    remove(bucket, key) {
      const before = fileOf(bucket, key);
      database.run("DELETE FROM objects WHERE bucket = ? AND key = ?", bucket, key);
      return before;
    },
    list(bucket, prefix, after, limit) {
      const found = database.all(
        "SELECT * FROM objects WHERE bucket = ? AND key > ? AND key >= ? ORDER BY key LIMIT ?",
        bucket,
        after,
        prefix,
        limit,
      );
      const end = found.findIndex(({ key }) => !String(key).startsWith(prefix));
      return found.slice(0, end === -1 ? undefined : end).map((row) => toObject(database, row));
    },
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

/**
 * Returns the object of a row.
 *
 * @throws {StoreError} If the row is damaged
 */
function toObject(database: Database, row: Row): StoredObject {
  if (!isWhole(row)) throw database.damaged(`s3://${row["bucket"]}/${row["key"]}`);
  return {
    key: String(row["key"]),
    file: String(row["file"]),
    size: Number(row["size"]),
    etag: String(row["etag"]),
    headers: toHeaders(row),
    created: Number(row["created"]),
  };
}

function isWhole(row: Row): boolean {
  return row["sum"] === checkOfObject(row);
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
