/**
 * Parsed S3 requests, and responses in S3's formats.
 *
 * @module
 */
import { ServiceError } from "../errors.ts";
import { asServiceError, withCause } from "../protocol/answers.ts";
import { fromBody } from "../protocol/body.ts";
import type { ChecksumAlgorithm } from "../store/checksum.ts";
import type { LocalStore, WrittenFile } from "../store/store.ts";
import type { ObjectHeaders, StoredObject } from "../store/objects.ts";
import { checkReceived, checksumOf, checkTrailers } from "./checksums.ts";
import { isShort, noSuchBucket } from "./stored_objects.ts";
import { isChunked, unchunk } from "./chunked.ts";
import { type Elements, writeXml } from "../protocol/xml.ts";

/** A path-style request to S3. */
export interface S3Request {
  /** Request as received. */
  readonly request: Request;
  /** Bucket; empty for the service itself. */
  readonly bucket: string;
  /** Key; empty for the bucket itself. */
  readonly key: string;
  /** Query parameters. */
  readonly query: URLSearchParams;
  /** Store that holds the buckets. */
  readonly store: LocalStore;
  /** Current time, in seconds since 1970. */
  readonly now: number;
  /** Account that owns the buckets. */
  readonly accountId: string;
  /** Region of the buckets. */
  readonly region: string;
}

/** Header fields that are stored with an object. */
const KEPT = /^(content-type|content-disposition|content-language|cache-control|x-amz-meta-.+)$/;

const NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

const XML = { "content-type": "application/xml" };

/** Creates an XML response. */
export function xmlAnswer(root: string, elements: string | Elements): Response {
  return new Response(writeXml(root, elements, NAMESPACE), { headers: XML });
}

/**
 * Creates an XML response for an error. A HEAD request gets only the status, because its response
 * has no body.
 */
export function xmlRefusal(error: unknown, method: string): Response {
  const { code, message, status } = asServiceError(error);
  if (method === "HEAD") return withCause(new Response(null, { status }), error);
  // S3's errors have no namespace, by which botocore recognizes them.
  const body = writeXml("Error", { Code: code, Message: message });
  return withCause(new Response(body, { status, headers: XML }), error);
}

/** Checks that the bucket exists and belongs to the expected owner. */
export async function requireBucket(exchange: S3Request): Promise<void> {
  const { request, bucket, store, accountId } = exchange;
  if (!await store.read(({ objects }) => objects.hasBucket(bucket))) throw noSuchBucket();
  const owner = request.headers.get("x-amz-expected-bucket-owner");
  if (owner !== null && owner !== accountId) {
    throw new ServiceError("AccessDenied", "Access Denied", 403);
  }
}

/** Checks that a key is not too long for an object. */
export function requireKey({ key }: S3Request): void {
  if (!isShort(key)) {
    throw new ServiceError("KeyTooLongError", "Your key is too long");
  }
}

/** Returns an object that must exist. */
export async function requireObject(exchange: S3Request): Promise<StoredObject> {
  const { bucket, key, store } = exchange;
  await requireBucket(exchange);
  const found = await store.read(({ objects }) => objects.get(bucket, key));
  if (!found) throw new ServiceError("NoSuchKey", "The specified key does not exist.", 404);
  return found;
}

/** Returns the header fields that are stored with an object. */
export function keptHeaders({ headers }: Request): ObjectHeaders {
  const kept = [...headers].filter(([name]) => KEPT.test(name));
  const codings = (headers.get("content-encoding") ?? "").split(",")
    .map((coding) => coding.trim()).filter((coding) => coding !== "" && coding !== "aws-chunked");
  if (codings.length > 0) kept.push(["content-encoding", codings.join(",")]);
  return Object.fromEntries(kept);
}

/** Maximum size of an object, or a part, sent in one request, in bytes. */
const LARGEST_UPLOAD = 5 * 1024 ** 3;

/** A received body. */
export interface Received extends WrittenFile {
  /** The checksum that was sent with it. */
  readonly algorithm: ChecksumAlgorithm | undefined;
}

/**
 * Stores a request's body as a file, and verifies the checksums sent with it.
 *
 * @throws {ServiceError} If the bytes do not match (BadDigest, IncompleteBody) or are too many
 * (EntityTooLarge); nothing is stored then
 */
export async function receive({ request, store }: S3Request): Promise<Received> {
  if (Number(request.headers.get("content-length") ?? 0) > LARGEST_UPLOAD) {
    throw new ServiceError(
      "EntityTooLarge",
      "Your proposed upload exceeds the maximum allowed object size.",
    );
  }
  const algorithm = checksumOf(request);
  const chunked = request.body && isChunked(request) ? unchunk(request.body) : undefined;
  const file = await store.files.write(chunked?.content ?? request.body, algorithm)
    .catch((error) => {
      throw fromBody(error);
    });
  const headers = new Headers(request.headers);
  chunked?.trailers.forEach((value, name) => headers.set(name, value));
  try {
    if (chunked) checkTrailers(chunked.trailers, algorithm);
    checkReceived(headers, { ...file, md5: hexToBase64(file.md5) }, algorithm);
  } catch (error) {
    await store.files.remove(file.file);
    throw error;
  }
  return { ...file, algorithm };
}

/** Returns the error of a path that S3 cannot read. */
export function invalidUri(): ServiceError {
  return new ServiceError("InvalidURI", "Couldn't parse the specified URI.");
}

/**
 * Unescapes a path once.
 *
 * @throws {ServiceError} If it is not escaped UTF-8 (InvalidURI)
 */
export function unescapePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw invalidUri();
  }
}

/** Formats a time as in S3's XML. */
export function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

function hexToBase64(hex: string): string {
  return btoa(hex.replace(/../g, (pair) => String.fromCharCode(parseInt(pair, 16))));
}
