/**
 * S3's buckets, objects and unfinished uploads in SQLite.
 *
 * @module
 */
import type { ObjectHeaders, ObjectTables, StoredObject, StoredPart } from "../objects.ts";
import type { Database } from "./database.ts";
import { COLUMNS, type Row } from "./row.ts";
import { firstReadable } from "../readable.ts";
import { checkOfObject } from "./row_check.ts";

/** Latest time that a `Date` holds, in seconds since 1970. */
const LATEST = 8.64e12;

const SELECT = `SELECT ${COLUMNS.objects} FROM objects`;

/** Returns the tables of buckets, objects and uploads, in a database. */
export function objectTables(database: Database): ObjectTables {
  const find = (bucket: string, key: string): StoredObject | undefined => {
    const row = database.get(`${SELECT} WHERE bucket = ? AND key = ?`, bucket, key);
    if (row && !isWhole(row)) throw database.damaged(wordsOf(row));
    return row && toObject(row);
  };
  // A damaged row can be replaced and removed: the sweep removes its file.
  const fileOf = (bucket: string, key: string): string | undefined => {
    const row = database.get(`${SELECT} WHERE bucket = ? AND key = ?`, bucket, key);
    return row && isWhole(row) ? String(row["file"]) : undefined;
  };
  const partsOf = (id: string): readonly StoredPart[] =>
    database.all(
      `SELECT ${COLUMNS.parts} FROM parts WHERE upload = ? ORDER BY parts.number`,
      id,
    ).map(toPart);
  const end = (id: string): readonly string[] => {
    const files = partsOf(id).map(({ file }) => file);
    database.run("DELETE FROM parts WHERE upload = ?", id);
    database.run("DELETE FROM uploads WHERE id = ?", id);
    return files;
  };
  return {
    createBucket: (name, now) =>
      database.run("INSERT OR IGNORE INTO buckets VALUES (?, ?)", name, now) === 1,
    removeBucket(name) {
      const object = database.get("SELECT 1 FROM objects WHERE bucket = ? LIMIT 1", name);
      if (object !== undefined) return undefined;
      const ids = database.all("SELECT id FROM uploads WHERE bucket = ?", name);
      const files = ids.flatMap(({ id }) => end(String(id)));
      database.run("DELETE FROM buckets WHERE name = ?", name);
      return files;
    },
    // Objects are still in their bucket if its own row is damaged: no bucket with objects is deleted.
    hasBucket: (name) =>
      database.get("SELECT 1 FROM buckets WHERE name = ?", name) !== undefined ||
      database.get("SELECT 1 FROM objects WHERE bucket = ? LIMIT 1", name) !== undefined,
    buckets: () =>
      database.all("SELECT name, created FROM buckets ORDER BY name")
        .map(({ name, created }) => ({ name: String(name), created: timeIn(created) })),
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
      const sql = `${SELECT} WHERE bucket = ? AND key > ? AND key >= ? ORDER BY key LIMIT ?`;
      const found = firstReadable(
        limit,
        (most) => database.all(sql, bucket, after, prefix, most),
        (row) => {
          if (isWhole(row)) return toObject(row);
          database.damage.leaveOut(wordsOf(row));
          return undefined;
        },
      );
      const end = found.findIndex(({ key }) => !key.startsWith(prefix));
      return found.slice(0, end === -1 ? undefined : end);
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
      if (!row) return undefined;
      const { bucket, key } = row;
      try {
        return { id, bucket: String(bucket), key: String(key), headers: toHeaders(row) };
      } catch {
        throw database.damaged(`the upload of s3://${bucket}/${key}`);
      }
    },
    uploads: (bucket) =>
      database.all("SELECT * FROM uploads WHERE bucket = ?", bucket).map((row) => ({
        id: String(row["id"]),
        key: String(row["key"]),
        created: timeIn(row["created"]),
      })),
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
    end,
  };
}

function wordsOf({ bucket, key }: Row): string {
  return `s3://${bucket}/${key}`;
}

/** Returns the object of an intact row. */
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

/** Returns a creation time, or 0 for a damaged one: the bucket is there still. */
function timeIn(value: unknown): number {
  const time = Number(value);
  return Math.abs(time) <= LATEST ? time : 0;
}

function isWhole(row: Row): boolean {
  return row["sum"] === checkOfObject(row);
}

/** Returns the header fields of an intact row. */
export function toHeaders(row: Row): ObjectHeaders {
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
