/**
 * Reads objects of S3, checked. Browser-safe.
 *
 * @module
 */
import { codeOf, isNotFound } from "../session/aws_errors.ts";
import { allItems } from "../session/pages.ts";
import type { Session } from "../session/session.ts";
import { addressOf, type ObjectAddress } from "./address.ts";
import { checked } from "./integrity.ts";
import { IntegrityError } from "./integrity_error.ts";

/** How an object is read. */
export interface ReadObjectOptions {
  /** The account the bucket must belong to. */
  readonly artifactBucketOwner?: string | undefined;
  /** Gives up. */
  readonly signal?: AbortSignal | undefined;
}

/** What is known of an object. */
export interface ObjectFacts {
  /** Length in bytes. */
  readonly size: number | undefined;
  /** ETag, quoted as S3 gives it. */
  readonly etag: string | undefined;
  /** Media type it was stored with. */
  readonly mediaType: string | undefined;
  /** When it was stored. */
  readonly lastModified: Date | undefined;
}

/** What is known of an object, without its bytes. Undefined when it is not there. */
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
 * The bytes of an object, held against its length and checksum: the one of the whole that S3 keeps,
 * else the MD5 that an ETag is where the object came in one request.
 *
 * @param etag The state of the object that is wanted
 * @throws {IntegrityError} while reading, when the bytes differ; at once, when the object has been
 * replaced since
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
  // Every answer of S3's has a body, which the SDK types as optional.
  const body = found.Body?.transformToWebStream() ?? new Blob([]).stream();
  // A fetch undoes an encoding such as gzip: length and MD5 are of the encoded bytes.
  const isEncoded = found.ContentEncoding !== undefined && found.ContentEncoding !== "aws-chunked";
  const size = isEncoded ? undefined : found.ContentLength;
  return checked(body, { uri, size, md5: isEncoded ? undefined : md5Of(found) });
}

/** Every object beneath a prefix, in order of key. */
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

/** An ETag is the MD5 of the bytes unless they came in parts or KMS encrypts them. */
function md5Of(found: Sums): string | undefined {
  const sums = [
    found.ChecksumCRC32,
    found.ChecksumCRC32C,
    found.ChecksumCRC64NVME,
    found.ChecksumSHA1,
    found.ChecksumSHA256,
  ];
  // Those of parts have a hyphen, and tell nothing of the whole.
  if (sums.some((sum) => sum !== undefined && !sum.includes("-"))) return undefined;
  const hasOtherKey = found.ServerSideEncryption?.startsWith("aws:kms") ||
    found.SSECustomerAlgorithm !== undefined;
  return hasOtherKey ? undefined : /^"?([0-9a-f]{32})"?$/.exec(found.ETag ?? "")?.[1];
}
