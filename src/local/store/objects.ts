/**
 * The port of S3's buckets, objects and unfinished uploads, without their bytes.
 *
 * @module
 */
import type { Awaitable } from "./awaitable.ts";

/** Header fields stored with an object, such as content type and metadata. */
export type ObjectHeaders = Readonly<Record<string, string>>;

/** An object, without its bytes. */
export interface StoredObject {
  /** Key of the object. */
  readonly key: string;
  /** File that contains the bytes. */
  readonly file: string;
  /** Length in bytes. */
  readonly size: number;
  /** ETag, without quotes. */
  readonly etag: string;
  /** Header fields stored with the object. */
  readonly headers: ObjectHeaders;
  /** Time at which it was stored, in seconds since 1970. */
  readonly created: number;
}

/** A multipart upload that is not completed. */
export interface PendingUpload {
  /** ID of the upload. */
  readonly id: string;
  /** Bucket of the future object. */
  readonly bucket: string;
  /** Key of the future object. */
  readonly key: string;
  /** Header fields of the future object. */
  readonly headers: ObjectHeaders;
}

/** A multipart upload in a list. */
export interface ListedUpload extends Pick<PendingUpload, "id" | "key"> {
  /** Time at which it was begun, in seconds since 1970. */
  readonly created: number;
}

/** A part of a multipart upload. */
export interface StoredPart {
  /** Part number, from 1 to 10,000. */
  readonly number: number;
  /** File that contains the bytes. */
  readonly file: string;
  /** Length in bytes. */
  readonly size: number;
  /** MD5 in hexadecimal. */
  readonly etag: string;
}

/** Buckets, objects and uploads. */
export interface ObjectTables {
  /** Creates a bucket. Returns false if it exists. */
  createBucket(name: string, now: number): Awaitable<boolean>;
  /**
   * Removes a bucket, with its unfinished uploads. Returns the files of their parts, or undefined if
   * the bucket has objects and stays.
   */
  removeBucket(name: string): Awaitable<readonly string[] | undefined>;
  /** Returns whether a bucket exists. */
  hasBucket(name: string): Awaitable<boolean>;
  /** Returns every bucket. */
  buckets(): Awaitable<readonly { readonly name: string; readonly created: number }[]>;
  /** Returns one object. */
  get(bucket: string, key: string): Awaitable<StoredObject | undefined>;
  /** Stores an object, and returns the file of the object it replaces. */
  put(bucket: string, object: StoredObject): Awaitable<string | undefined>;
  /** Removes an object, and returns its file. */
  remove(bucket: string, key: string): Awaitable<string | undefined>;
  /**
   * Returns objects with keys that start with the prefix and sort after `after`, in order of key.
   */
  list(
    bucket: string,
    prefix: string,
    after: string,
    limit: number,
  ): Awaitable<readonly StoredObject[]>;
  /** Begins a multipart upload. */
  begin(upload: PendingUpload, now: number): Awaitable<void>;
  /** Returns an upload that was begun and has not ended. */
  upload(id: string): Awaitable<PendingUpload | undefined>;
  /** Returns the unfinished uploads of a bucket, in any order. */
  uploads(bucket: string): Awaitable<readonly ListedUpload[]>;
  /** Stores a part, and returns the file of the part it replaces. */
  putPart(id: string, part: StoredPart): Awaitable<string | undefined>;
  /** Returns the parts of an upload, in order. */
  parts(id: string): Awaitable<readonly StoredPart[]>;
  /** Ends an upload, and returns the files of its parts. */
  end(id: string): Awaitable<readonly string[]>;
}
