/**
 * Files, stored directly instead of over HTTP: each is copied once, and those that arrive at the
 * same time share a transaction.
 *
 * @module
 */
import type { FileContent, FileObject, FileStore, PutFileOptions } from "../ports/file_store.ts";
import { checksumHeaders } from "./s3/checksums.ts";
import { isShort, noSuchBucket, removeFiles } from "./s3/stored_objects.ts";
import { fromBase64, toHex } from "./store/checksum.ts";
import type { StoredObject } from "./store/objects.ts";
import type { LocalStore, StoredFile } from "./store/store.ts";

/** Media type of files without one, as the AWS SDK sends it. */
const UNKNOWN_TYPE = "application/octet-stream";

/** Returns a port that stores the files of an account in a store. */
export function localFiles(store: LocalStore, accountId: string, now: () => number): FileStore {
  const commit = new ObjectCommits(store);
  // Only spares a look for each file: the transaction of each looks again.
  const known = new Set<string>();
  const isAdmitted = async ({ bucket, key, bucketOwner }: FileObject): Promise<boolean> => {
    if (!isKey(key) || (bucketOwner ?? accountId) !== accountId) return false;
    if (!known.has(bucket)) {
      if (!await store.read(({ objects }) => objects.hasBucket(bucket))) return false;
      known.add(bucket);
    }
    return true;
  };
  return {
    async put(content: FileContent, object: FileObject, options: PutFileOptions = {}) {
      options.signal?.throwIfAborted();
      if (!await isAdmitted(object)) return undefined;
      const kept = await store.files.keep(content, options).catch((error) => {
        discard(content.body, error);
        throw error;
      });
      const stored = storedObject(object, kept, now());
      try {
        options.signal?.throwIfAborted();
        await commit.put(object.bucket, stored);
      } catch (error) {
        known.delete(object.bucket);
        await removeFiles(store, [kept.file]);
        throw error;
      }
      return `"${stored.etag}"`;
    },
  };
}

/** Closes the source of a stream that was not read, because nothing could be written. */
function discard(body: FileContent["body"], reason: unknown): void {
  if (body instanceof ReadableStream && !body.locked) body.cancel(reason).catch(() => {});
}

/** Returns whether a request can name a key: URLs resolve segments of dots, and need whole text. */
function isKey(key: string): boolean {
  return key !== "" && key.isWellFormed() && isShort(key) && !/(?:^|\/)\.\.?(?:\/|$)/.test(key);
}

function storedObject(
  { key, mediaType = UNKNOWN_TYPE }: FileObject,
  { file, size, checksum = "" }: StoredFile,
  created: number,
): StoredObject {
  return {
    key,
    file,
    size,
    etag: etagOf(size, checksum),
    headers: {
      "content-type": mediaType.trim(),
      ...checksumHeaders("crc32", checksum),
    },
    created,
  };
}

/**
 * Returns the ETag of an object that was not received in a request. It has the shape of a multipart
 * upload's, which clients do not take for an MD5, and is the same for the same content: it consists
 * of the object's length and CRC-32.
 */
export function etagOf(size: number, crc32: string): string {
  return `${size.toString(16).padStart(24, "0")}${toHex(fromBase64(crc32))}-1`;
}

interface PendingObject {
  readonly bucket: string;
  readonly object: StoredObject;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Writes objects to the tables, several in a transaction while an earlier one is under way. */
class ObjectCommits {
  readonly #store: LocalStore;
  #waiting: PendingObject[] = [];
  #isWriting = false;

  constructor(store: LocalStore) {
    this.#store = store;
  }

  /**
   * Writes an object, and removes the file of the one it replaces.
   *
   * @throws {ServiceError} If the bucket does not exist (NoSuchBucket)
   */
  put(bucket: string, object: StoredObject): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ bucket, object, resolve, reject });
      if (!this.#isWriting) void this.#writeAll();
    });
  }

  async #writeAll(): Promise<void> {
    this.#isWriting = true;
    // What is ready now comes along.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      await this.#write(group);
    }
    this.#isWriting = false;
  }

  async #write(group: readonly PendingObject[]): Promise<void> {
    const replaced: (string | undefined)[] = [];
    const missing = new Set<string>();
    try {
      await this.#store.write(async ({ objects }) => {
        for (const { bucket, object } of group) {
          if (await objects.hasBucket(bucket)) replaced.push(await objects.put(bucket, object));
          else missing.add(bucket);
        }
      });
    } catch (error) {
      for (const { reject } of group) reject(error);
      return;
    }
    // The objects are stored, whatever becomes of files that nothing refers to.
    await removeFiles(this.#store, replaced).catch(() => {});
    for (const { bucket, resolve, reject } of group) {
      if (missing.has(bucket)) reject(noSuchBucket());
      else resolve();
    }
  }
}
