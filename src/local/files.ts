/**
 * Files, stored directly instead of over HTTP: each is copied once, and those that arrive at the
 * same time share a transaction.
 *
 * @module
 */
import type {
  FileContent,
  FileObject,
  FileStore,
  PutFileOptions,
  SmallFile,
} from "../ports/file_store.ts";
import { checksumHeaders } from "./s3/checksums.ts";
import { isShort, noSuchBucket, removeFiles } from "./s3/stored_objects.ts";
import { fromBase64, toHex } from "./store/checksum.ts";
import type { StoredObject } from "./store/objects.ts";
import type { LocalStore, StoredFile } from "./store/store.ts";
import { Turns } from "./store/turns.ts";

/** Media type of files without one, as the AWS SDK sends it. */
const UNKNOWN_TYPE = "application/octet-stream";

type SmallOptions = Pick<PutFileOptions, "signal">;

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
  /** Writes objects to the tables; their files go if that fails. */
  const enter = async (
    objects: readonly BucketObject[],
    signal: AbortSignal | undefined,
  ): Promise<void> => {
    try {
      signal?.throwIfAborted();
      await commit.put(objects);
    } catch (error) {
      for (const { bucket } of objects) known.delete(bucket);
      // The sweep removes what stays. The caller needs the first error.
      await removeFiles(store, filesOf(objects)).catch(() => {});
      throw error;
    }
  };
  const putSmall = async (
    files: readonly SmallFile[],
    { signal }: SmallOptions,
    keepNow: (bytes: Uint8Array) => StoredFile,
  ): Promise<boolean> => {
    signal?.throwIfAborted();
    for (const { object } of files) if (!await isAdmitted(object)) return false;
    const turns = new Turns();
    const stored: BucketObject[] = [];
    try {
      for (const { bytes, object } of files) {
        await turns.takeIfDue();
        signal?.throwIfAborted();
        const { bucket } = object;
        stored.push({ bucket, object: storedObject(object, keepNow(bytes), now()) });
      }
    } catch (error) {
      // The sweep removes what stays. The caller needs the first error.
      await removeFiles(store, filesOf(stored)).catch(() => {});
      throw error;
    }
    await enter(stored, signal);
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
      await enter([{ bucket: object.bucket, object: stored }], options.signal);
      return `"${stored.etag}"`;
    },
    get putSmall() {
      const { keepNow } = store.files;
      return keepNow &&
        ((files: readonly SmallFile[], options: SmallOptions = {}) =>
          putSmall(files, options, keepNow));
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

/** An object, and the bucket it belongs to. */
interface BucketObject {
  readonly bucket: string;
  readonly object: StoredObject;
}

function filesOf(objects: readonly BucketObject[]): readonly string[] {
  return objects.map(({ object }) => object.file);
}

interface PendingObjects {
  readonly objects: readonly BucketObject[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Writes objects to the tables, those of several calls in a transaction while one is under way. */
class ObjectCommits {
  readonly #store: LocalStore;
  #waiting: PendingObjects[] = [];
  #isWriting = false;

  constructor(store: LocalStore) {
    this.#store = store;
  }

  /**
   * Writes all of some objects or none, and removes the files of those they replace.
   *
   * @throws {ServiceError} If a bucket does not exist (NoSuchBucket)
   */
  put(objects: readonly BucketObject[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ objects, resolve, reject });
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

  async #write(group: readonly PendingObjects[]): Promise<void> {
    const replaced: (string | undefined)[] = [];
    const refused = new Set<PendingObjects>();
    try {
      await this.#store.write(async ({ objects: tables }) => {
        const buckets = new Map<string, boolean>();
        for (const pending of group) {
          for (const { bucket } of pending.objects) {
            if (!buckets.has(bucket)) buckets.set(bucket, await tables.hasBucket(bucket));
            if (!buckets.get(bucket)) refused.add(pending);
          }
          if (refused.has(pending)) continue;
          for (const { bucket, object } of pending.objects) {
            replaced.push(await tables.put(bucket, object));
          }
        }
      });
    } catch (error) {
      for (const { reject } of group) reject(error);
      return;
    }
    // The objects are stored, whatever becomes of files that nothing refers to.
    await removeFiles(this.#store, replaced).catch(() => {});
    for (const pending of group) {
      if (refused.has(pending)) pending.reject(noSuchBucket());
      else pending.resolve();
    }
  }
}
