/**
 * The port of S3's buckets, objects and unfinished uploads; the bytes are elsewhere.
 *
 * @module
 */
import type { Awaitable } from "./awaitable.ts";

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
  createBucket(name: string, now: number): Awaitable<boolean>;
  /** Whether there is such a bucket. */
  hasBucket(name: string): Awaitable<boolean>;
  /** Every bucket. */
  buckets(): Awaitable<readonly { readonly name: string; readonly created: number }[]>;
  /** One object. */
  get(bucket: string, key: string): Awaitable<StoredObject | undefined>;
  /** Keeps an object, and answers the file of the one it takes the place of. */
  put(bucket: string, object: StoredObject): Awaitable<string | undefined>;
  /** Lets go of an object, and answers its file. */
  remove(bucket: string, key: string): Awaitable<string | undefined>;
  /** Objects whose key starts with the prefix and lies behind `after`, in order of key. */
  list(
    bucket: string,
    prefix: string,
    after: string,
    limit: number,
  ): Awaitable<readonly StoredObject[]>;
  /** Begins an upload. */
  begin(upload: PendingUpload, now: number): Awaitable<void>;
  /** An upload that was begun and not ended. */
  upload(id: string): Awaitable<PendingUpload | undefined>;
  /** Keeps a part, and answers the file of the one it takes the place of. */
  putPart(id: string, part: StoredPart): Awaitable<string | undefined>;
  /** The parts of an upload, in order. */
  parts(id: string): Awaitable<readonly StoredPart[]>;
  /** Ends an upload, and answers the files of its parts. */
  end(id: string): Awaitable<readonly string[]>;
}
