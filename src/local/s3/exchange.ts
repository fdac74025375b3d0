/**
 * One exchange with S3: a request taken apart, and answers in S3's forms.
 *
 * @module
 */
import { ServiceError } from "../errors.ts";
import { asServiceError } from "../protocol/answers.ts";
import { fromBody } from "../protocol/body.ts";
import type { LocalStore, StoredFile } from "../store/store.ts";
import type { ObjectHeaders, StoredObject } from "../store/objects.ts";
import { checkReceived, CHECKSUM_PREFIX, checksumOf, checkTrailers } from "./checksums.ts";
import { isChunked, unchunk } from "./chunked.ts";
import { type Elements, writeXml } from "../protocol/xml.ts";

/** A request to S3, path-style. */
export interface S3Request {
  /** The request. */
  readonly request: Request;
  /** Bucket; empty for the service itself. */
  readonly bucket: string;
  /** Key; empty for the bucket itself. */
  readonly key: string;
  /** Query members. */
  readonly query: URLSearchParams;
  /** The store. */
  readonly store: LocalStore;
  /** The time, in seconds since 1970. */
  readonly now: number;
  /** The account buckets belong to. */
  readonly accountId: string;
  /** The region buckets are in. */
  readonly region: string;
}

/** Header fields that are kept with an object. */
const KEPT = /^(content-type|content-disposition|content-language|cache-control|x-amz-meta-.+)$/;

const NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

const XML = { "content-type": "application/xml" };

/** An XML answer. */
export function xmlAnswer(root: string, elements: string | Elements): Response {
  return new Response(writeXml(root, elements, NAMESPACE), { headers: XML });
}

/** A refusal; HEAD requests have no body, so their status tells. */
export function xmlRefusal(error: unknown, method: string): Response {
  const { code, message, status } = asServiceError(error);
  if (method === "HEAD") return new Response(null, { status });
  // S3's errors are of no namespace, and botocore knows them by that.
  const body = writeXml("Error", { Code: code, Message: message });
  return new Response(body, { status, headers: XML });
}

/** There is no such bucket. */
export function noSuchBucket(): ServiceError {
  return new ServiceError("NoSuchBucket", "The specified bucket does not exist", 404);
}

/** A bucket that must be there and belong to whom the caller expects. */
export async function requireBucket(exchange: S3Request): Promise<void> {
  const { request, bucket, store, accountId } = exchange;
  if (!await store.read(({ objects }) => objects.hasBucket(bucket))) throw noSuchBucket();
  const owner = request.headers.get("x-amz-expected-bucket-owner");
  if (owner !== null && owner !== accountId) {
    throw new ServiceError("AccessDenied", "Access Denied", 403);
  }
}

/** Longest key, in bytes. */
const LONGEST_KEY = 1_024;

/** A key that an object may have. */
export function requireKey({ key }: S3Request): void {
  if (new TextEncoder().encode(key).length > LONGEST_KEY) {
    throw new ServiceError("KeyTooLongError", "Your key is too long");
  }
}

/** An object that must be there. */
export async function requireObject(exchange: S3Request): Promise<StoredObject> {
  const { bucket, key, store } = exchange;
  await requireBucket(exchange);
  const found = await store.read(({ objects }) => objects.get(bucket, key));
  if (!found) throw new ServiceError("NoSuchKey", "The specified key does not exist.", 404);
  return found;
}

/** The header fields that an object keeps. */
export function keptHeaders({ headers }: Request): ObjectHeaders {
  const kept = [...headers].filter(([name]) => KEPT.test(name));
  const codings = (headers.get("content-encoding") ?? "").split(",")
    .map((coding) => coding.trim()).filter((coding) => coding !== "" && coding !== "aws-chunked");
  if (codings.length > 0) kept.push(["content-encoding", codings.join(",")]);
  return Object.fromEntries(kept);
}

/** Largest object, or part of one, that comes in one request, in bytes. */
const LARGEST_UPLOAD = 5 * 1024 ** 3;

/** What was received, and the header fields that tell the sender. */
export interface Received extends StoredFile {
  /** ETag and checksum. */
  readonly told: Readonly<Record<string, string>>;
}

/**
 * Keeps a request's body as a file, and checks it against the checksums it came with.
 *
 * @throws {ServiceError} BadDigest or IncompleteBody when they differ, EntityTooLarge; nothing is
 * kept then
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
  const { md5, checksum } = file;
  const told = {
    etag: `"${md5}"`,
    ...(algorithm && checksum ? { [CHECKSUM_PREFIX + algorithm]: checksum } : {}),
  };
  return { ...file, told };
}

/** Lets go of files that nothing refers to any more. */
export async function removeFiles(
  store: LocalStore,
  files: readonly (string | undefined)[],
): Promise<void> {
  await Promise.all(files.flatMap((file) => file === undefined ? [] : store.files.remove(file)));
}

/** A path, unescaped once. */
export function unescapePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** A time as S3's XML has it. */
export function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

function hexToBase64(hex: string): string {
  return btoa(hex.replace(/../g, (pair) => String.fromCharCode(parseInt(pair, 16))));
}
