/**
 * Reads S3 objects and verifies them.
 *
 * @module
 */
import { codeOf, isNotFound } from "../session/aws_errors.ts";
import { allItems } from "../session/pages.ts";
import type { Session } from "../session/session.ts";
import { addressOf, type ObjectAddress } from "./address.ts";
import { checked } from "./integrity.ts";
import { IntegrityError } from "./integrity_error.ts";

/** Options of reading an object. */
export interface ReadObjectOptions {
  /** Account ID of the bucket's required owner. */
  readonly artifactBucketOwner?: string | undefined;
  /** Aborts the call. */
  readonly signal?: AbortSignal | undefined;
}

/** Metadata of an object. */
export interface ObjectFacts {
  /** Length in bytes. */
  readonly size: number | undefined;
  /** ETag, with the quotes that S3 puts around it. */
  readonly etag: string | undefined;
  /** Media type from the upload. */
  readonly mediaType: string | undefined;
  /** Time of the upload. */
  readonly lastModified: Date | undefined;
}

/** Reads the metadata of an object. Returns undefined if the object does not exist. */
export async function describeObject(
  session: Session,
  address: ObjectAddress,
  options: ReadObjectOptions,
): Promise<ObjectFacts | undefined> {
  try {
    const found = await session.s3.call(
      "HeadObject",
      requestOf(session, address, options),
      options,
    );
    return {
      size: found.ContentLength,
      etag: found.ETag,
      mediaType: found.ContentType,
      lastModified: found.LastModified,
    };
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/**
 * Reads an object, and verifies its length and checksum. The checksum is the one that S3 stores for
 * the whole object. Without one, it is the ETag, which is the MD5 of an object uploaded in one
 * request.
 *
 * @param etag ETag of the requested state of the object
 * @returns The object's bytes; the stream fails with {@linkcode IntegrityError} if they differ
 * @throws {IntegrityError} If the object has been replaced since it had that ETag
 */
export async function readObject(
  session: Session,
  address: ObjectAddress,
  etag: string | undefined,
  options: ReadObjectOptions,
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const uri = addressOf(address);
  const found = await session.s3.call("GetObject", {
    ...requestOf(session, address, options),
    ChecksumMode: "ENABLED",
    ...(etag === undefined ? {} : { IfMatch: etag }),
  }, options).catch((error) => {
    throw codeOf(error) === "PreconditionFailed"
      ? new IntegrityError(uri, "it has been replaced since it was opened", { cause: error })
      : error;
  });
  // Every response from S3 has a body, although the SDK types it as optional.
  const body = found.Body?.transformToWebStream() ?? new Blob([]).stream();
  // A fetch undoes an encoding such as gzip: length and MD5 are of the encoded bytes.
  const isEncoded = found.ContentEncoding !== undefined && found.ContentEncoding !== "aws-chunked";
  const size = isEncoded ? undefined : found.ContentLength;
  return checked(body, { uri, size, md5: isEncoded ? undefined : md5Of(found) });
}

/** Lists all objects with a prefix, sorted by key. */
export async function* listObjects(
  session: Session,
  { bucket, key }: ObjectAddress,
  options: ReadObjectOptions,
): AsyncGenerator<ObjectAddress & Pick<ObjectFacts, "size" | "etag">> {
  const objects = allItems(async ({ NextToken }) => {
    const { Contents, NextContinuationToken } = await session.s3.call("ListObjectsV2", {
      Bucket: bucket,
      Prefix: key,
      ...ownerOf(session, options),
      ...(NextToken === undefined ? {} : { ContinuationToken: NextToken }),
    }, options);
    return { items: Contents, nextToken: NextContinuationToken };
  });
  for await (const { Key = "", Size, ETag } of objects) {
    yield { bucket, key: Key, size: Size, etag: ETag };
  }
}

function requestOf(
  session: Session,
  { bucket, key }: ObjectAddress,
  options: ReadObjectOptions,
): { readonly Bucket: string; readonly Key: string; readonly ExpectedBucketOwner?: string } {
  return { Bucket: bucket, Key: key, ...ownerOf(session, options) };
}

function ownerOf(
  session: Session,
  { artifactBucketOwner = session.artifactBucketOwner }: ReadObjectOptions,
): { readonly ExpectedBucketOwner?: string } {
  return artifactBucketOwner === undefined ? {} : { ExpectedBucketOwner: artifactBucketOwner };
}

interface Sums {
  readonly ETag?: string | undefined;
  readonly ServerSideEncryption?: string | undefined;
  readonly SSECustomerAlgorithm?: string | undefined;
  readonly ChecksumCRC32?: string | undefined;
  readonly ChecksumCRC32C?: string | undefined;
  readonly ChecksumCRC64NVME?: string | undefined;
  readonly ChecksumSHA1?: string | undefined;
  readonly ChecksumSHA256?: string | undefined;
}

/**
 * Returns the MD5 of an object if nothing else verifies it. The ETag is that MD5, unless the object
 * was uploaded in parts or is encrypted with KMS.
 */
function md5Of(found: Sums): string | undefined {
  const sums = [
    found.ChecksumCRC32,
    found.ChecksumCRC32C,
    found.ChecksumCRC64NVME,
    found.ChecksumSHA1,
    found.ChecksumSHA256,
  ];
  // Checksums of parts contain a hyphen and do not verify the whole object.
  if (sums.some((sum) => sum !== undefined && !sum.includes("-"))) return undefined;
  const hasOtherKey = found.ServerSideEncryption?.startsWith("aws:kms") ||
    found.SSECustomerAlgorithm !== undefined;
  return hasOtherKey ? undefined : /^"?([0-9a-f]{32})"?$/.exec(found.ETag ?? "")?.[1];
}
