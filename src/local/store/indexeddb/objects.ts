/**
 * S3's buckets, objects and unfinished uploads in IndexedDB.
 *
 * @module
 */
import type { ObjectTables, PendingUpload, StoredObject, StoredPart } from "../objects.ts";
import type { Transaction } from "./transaction.ts";

interface BucketRow {
  readonly name: string;
  readonly created: number;
}

interface ObjectRow extends StoredObject {
  readonly bucket: string;
  readonly order: Uint8Array;
}

interface UploadRow extends PendingUpload {
  readonly created: number;
}

interface PartRow extends StoredPart {
  readonly upload: string;
}

/** Returns the tables of buckets, objects and uploads, in a transaction. */
export function objectTables(transaction: Transaction): ObjectTables {
  const find = (bucket: string, key: string): Promise<ObjectRow | undefined> =>
    transaction.get<ObjectRow>("objects", [bucket, orderOf(key)]);
  const partsOf = async (id: string): Promise<readonly StoredPart[]> =>
    (await transaction.all<PartRow>("parts", transaction.startingWith([id]))).map(toPart);
  // Uploads end soon, so there are few.
  const uploadsOf = async (bucket: string): Promise<readonly UploadRow[]> =>
    (await transaction.all<UploadRow>("uploads")).filter((row) => row.bucket === bucket);
  const end = async (id: string): Promise<readonly string[]> => {
    const files = (await partsOf(id)).map(({ file }) => file);
    await transaction.remove("parts", transaction.startingWith([id]));
    await transaction.remove("uploads", id);
    return files;
  };
  return {
    async createBucket(name, created) {
      if (await transaction.get("buckets", name)) return false;
      const row: BucketRow = { name, created };
      await transaction.put("buckets", row);
      return true;
    },
    async removeBucket(name) {
      const objects = await transaction.all("objects", transaction.startingWith([name]), 1);
      if (objects.length > 0) return undefined;
      const files: string[] = [];
      for (const { id } of await uploadsOf(name)) files.push(...await end(id));
      await transaction.remove("buckets", name);
      return files;
    },
    hasBucket: async (name) => await transaction.get("buckets", name) !== undefined,
    buckets: () => transaction.all<BucketRow>("buckets"),
    async get(bucket, key) {
      const row = await find(bucket, key);
      return row && toObject(row);
    },
    async put(bucket, object) {
      const before = await find(bucket, object.key);
      const row: ObjectRow = { ...object, bucket, order: orderOf(object.key) };
      await transaction.put("objects", row);
      return before?.file;
    },
    async remove(bucket, key) {
      const before = await find(bucket, key);
      await transaction.remove("objects", [bucket, orderOf(key)]);
      return before?.file;
    },
    async list(bucket, prefix, after, limit) {
      const [first, behind] = [orderOf(prefix), orderOf(after)];
      const range = isBefore(behind, first)
        ? transaction.between([bucket, first], [bucket])
        : transaction.startingWith([bucket], behind);
      const rows = await transaction.all<ObjectRow>("objects", range, limit);
      const end = rows.findIndex(({ key }) => !key.startsWith(prefix));
      return (end === -1 ? rows : rows.slice(0, end)).map(toObject);
    },
    async begin(upload, created) {
      const row: UploadRow = { ...upload, created };
      await transaction.put("uploads", row);
    },
    async upload(id) {
      const row = await transaction.get<UploadRow>("uploads", id);
      return row && { id, bucket: row.bucket, key: row.key, headers: row.headers };
    },
    uploads: uploadsOf,
    async putPart(upload, part) {
      const before = await transaction.get<PartRow>("parts", [upload, part.number]);
      const row: PartRow = { ...part, upload };
      await transaction.put("parts", row);
      return before?.file;
    },
    parts: partsOf,
    end,
  };
}

function orderOf(key: string): Uint8Array {
  if (key.isWellFormed()) return new TextEncoder().encode(key);
  // A lone surrogate, which UTF-8 replaces, by the bytes that its number would have.
  const bytes = Array.from(key, (character) => {
    const point = character.codePointAt(0) ?? 0;
    return character.isWellFormed()
      ? [...new TextEncoder().encode(character)]
      : [0xed, 0x80 | point >> 6 & 0x3f, 0x80 | point & 0x3f];
  });
  return Uint8Array.from(bytes.flat());
}

function isBefore(a: Uint8Array, b: Uint8Array): boolean {
  const at = a.findIndex((byte, index) => byte !== b[index]);
  return at === -1 ? a.length < b.length : (a[at] ?? 0) < (b[at] ?? -1);
}

function toObject({ key, file, size, etag, headers, created }: ObjectRow): StoredObject {
  return { key, file, size, etag, headers, created };
}

function toPart({ number, file, size, etag }: PartRow): StoredPart {
  return { number, file, size, etag };
}
