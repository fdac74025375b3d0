/**
 * The port that stores files without S3's requests, parts and signatures, for a session whose store
 * is in this process. AWS has no equivalent.
 *
 * @module
 */

/** A file on disk, as it was when it was opened. */
export interface FileOnDisk {
  /** Path for the file system. */
  readonly path: string;
  /** Length in bytes. */
  readonly size: number;
  /**
   * Checks that a copy has the bytes that the file had when it was opened. A file that only grew
   * meanwhile, such as a log, has them still.
   *
   * @param crc32 CRC-32 of the copy, in base64 as in S3's headers
   * @throws If the file has changed in any other way
   */
  readonly check: (crc32: string) => Promise<void>;
}

/** A file to store. It is read once. */
export interface FileContent {
  /** The bytes. A stream that fails, even at its end, leaves nothing behind. */
  readonly body: Blob | ReadableStream<Uint8Array>;
  /**
   * The file with these bytes. A store may copy it instead of reading `body`, and then has the copy
   * checked. A file that it cannot open is read from `body`.
   */
  readonly disk?: FileOnDisk | undefined;
}

/** The object that a file becomes. */
export interface FileObject {
  /** Bucket name. */
  readonly bucket: string;
  /** Object key. */
  readonly key: string;
  /** The account the bucket must belong to. */
  readonly bucketOwner: string | undefined;
  /** Media type, stored as the object's content type. */
  readonly mediaType: string | undefined;
}

/** Options of {@linkcode FileStore.put}. */
export interface PutFileOptions {
  /** Aborts the call. Nothing is stored then. */
  readonly signal?: AbortSignal | undefined;
  /** Called with the number of bytes stored so far. */
  readonly onProgress?: ((loaded: number) => void) | undefined;
}

/** A small file in memory, and the object that it becomes. */
export interface SmallFile {
  /** The bytes, which stay as they are until the call returns. */
  readonly bytes: Uint8Array;
  /** Bucket, key and media type of the new object. */
  readonly object: FileObject;
}

/** Stores files without requests. */
export interface FileStore {
  /**
   * Stores a file as an object, with its CRC-32. Until the promise resolves, the object of that key
   * is the earlier one, or none.
   *
   * @param content Bytes to store, or the file that has them
   * @param object Bucket, key and media type of the new object
   * @returns The object's ETag, in quotes; undefined, with nothing read, if the service would reject
   * a request for this object. The answer to such a request has the reason
   * @throws If the content or the store fails, or the call is aborted
   */
  put(
    content: FileContent,
    object: FileObject,
    options?: PutFileOptions,
  ): Promise<string | undefined>;
  /**
   * Stores small files together, all of them or none, with less work per file than {@linkcode put}.
   * Absent if the store does not support it.
   *
   * @returns True if the files were stored. False, with nothing stored, if the service would reject a
   * request for one of the objects: stored one by one, that one fails with the reason
   * @throws If the store fails, or the call is aborted
   */
  readonly putSmall?:
    | ((files: readonly SmallFile[], options?: Pick<PutFileOptions, "signal">) => Promise<boolean>)
    | undefined;
}
