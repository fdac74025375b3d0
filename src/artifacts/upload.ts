/**
 * Brings a file to S3: one request when it is small, parallel parts when it is large. Browser-safe.
 *
 * @module
 */
import type { AwsClient } from "../session/caller.ts";
import type { OpenFile } from "./source.ts";

/** Files above this size go up in parts of this size, in bytes: S3's smallest part. */
const PART_SIZE = 5 * 1024 * 1024;

/** How far an upload is. */
export interface UploadProgress {
  /** Bytes that have arrived. */
  readonly loaded: number;
  /** Bytes in all; undefined for a stream that has not ended. */
  readonly total: number | undefined;
}

/** Where a file goes. */
export interface UploadTarget {
  /** Bucket. */
  readonly bucket: string;
  /** Key. */
  readonly key: string;
  /** The account the bucket must belong to, where its name was worked out. */
  readonly bucketOwner: string | undefined;
  /** Media type, kept as the object's content type. */
  readonly mediaType: string | undefined;
}

/** What watches an upload. */
export interface UploadOptions {
  /** Gives up; nothing of the file stays behind. */
  readonly signal?: AbortSignal | undefined;
  /** Hears of every part. */
  readonly onProgress?: ((progress: UploadProgress) => void) | undefined;
}

/**
 * Uploads a file. Memory is bounded by four parts of 5 MiB, whatever its size.
 *
 * @returns The object's ETag, quoted as S3 gives it
 * @throws the abort's reason, or the AWS SDK's error; no parts are left behind
 */
export async function upload(
  client: AwsClient,
  file: OpenFile,
  target: UploadTarget,
  options: UploadOptions = {},
): Promise<string | undefined> {
  const { Upload } = await import("@aws-sdk/lib-storage");
  options.signal?.throwIfAborted();
  const small = file.size !== undefined && file.size <= PART_SIZE && file.body instanceof Blob;
  const task = new Upload({
    // Upload wants the S3 client's class; a session asks for no more than send and config.
    client: client as unknown as ConstructorParameters<typeof Upload>[0]["client"],
    params: {
      Bucket: target.bucket,
      Key: target.key,
      // Bytes take the plain form of PutObject that every S3 server knows.
      Body: small ? new Uint8Array(await new Response(file.body).arrayBuffer()) : file.body,
      ...(target.mediaType === undefined ? {} : { ContentType: target.mediaType }),
      ...(target.bucketOwner === undefined ? {} : { ExpectedBucketOwner: target.bucketOwner }),
    },
    partSize: PART_SIZE,
    queueSize: 4,
    leavePartsOnError: false,
  });
  const { onProgress, signal } = options;
  if (onProgress) {
    task.on("httpUploadProgress", ({ loaded = 0, total = file.size }) => {
      onProgress({ loaded, total });
    });
  }
  const abort = (): void => void task.abort();
  signal?.addEventListener("abort", abort, { once: true });
  try {
    return (await task.done()).ETag;
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener("abort", abort);
  }
}
