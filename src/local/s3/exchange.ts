/**
 * Parsed S3 requests, and responses in S3's formats.
 *
 * @module
 */
import { ServiceError } from "../errors.ts";
import { asServiceError, withCause, withSilentCause } from "../protocol/answers.ts";
import { malformedXml } from "../protocol/read_xml.ts";
import { type Elements, writeXml } from "../protocol/xml.ts";
import type { StoredObject } from "../store/objects.ts";
import type { LocalStore } from "../store/store.ts";
import { isShort, noSuchBucket, noSuchKey } from "./stored_objects.ts";

/** A path-style request to S3. */
export interface S3Request {
  /** Request as received. */
  readonly request: Request;
  /** Header fields, including those that a presigned URL has as query parameters. */
  readonly headers: Headers;
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
  const { code, message, status } = asServiceError(s3Error(error));
  if (method === "HEAD") return withSilentCause(new Response(null, { status }), error);
  // S3's errors have no namespace, by which botocore recognizes them.
  const body = writeXml("Error", { Code: code, Message: readableXml(message) });
  return withCause(new Response(body, { status, headers: XML }), error);
}

/** Returns the error with S3's code for a body that cannot be read: other services have others. */
function s3Error(error: unknown): unknown {
  if (!(error instanceof ServiceError)) return error;
  switch (error.code) {
    case "SerializationException":
      return malformedXml("it is not UTF-8");
    case "RequestEntityTooLarge":
      return new ServiceError("MaxMessageLengthExceeded", "Your request was too large.");
    default:
      return error;
  }
}

/** Maximum length of a message, which may quote the request. */
const LONGEST_MESSAGE = 1_000;

/**
 * Shortens a message, and replaces the characters that XML does not have: it may quote them from the
 * request, and a client that cannot read the error would not learn its code.
 */
function readableXml(message: string): string {
  const short = message.length > LONGEST_MESSAGE
    ? `${message.slice(0, LONGEST_MESSAGE)}…`
    : message;
  // deno-lint-ignore no-control-regex -- control characters are what XML does not have.
  return short.toWellFormed().replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, "\ufffd");
}

/** Checks that the bucket exists and belongs to the expected owner. */
export async function requireBucket(exchange: S3Request): Promise<void> {
  const { bucket, store } = exchange;
  if (!await store.read(({ objects }) => objects.hasBucket(bucket))) throw noSuchBucket();
  requireOwner(exchange, "x-amz-expected-bucket-owner");
}

/** Checks that the account is the owner whom a header field expects. */
export function requireOwner({ headers, accountId }: S3Request, field: string): void {
  const owner = headers.get(field);
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

/** ID of each object's only version: a local store keeps no others. */
export const ONLY_VERSION = "null";

/** Checks that a version is the only one that there is. */
export function requireVersion(version: string | null | undefined): void {
  if (version === null || version === undefined || version === ONLY_VERSION) return;
  throw new ServiceError("NoSuchVersion", "The specified version does not exist.", 404);
}

/** Returns an object that must exist. */
export async function requireObject(exchange: S3Request): Promise<StoredObject> {
  const { bucket, key, query, store } = exchange;
  await requireBucket(exchange);
  requireVersion(query.get("versionId"));
  const found = await store.read(({ objects }) => objects.get(bucket, key));
  if (!found) throw noSuchKey();
  return found;
}

/** Returns an object's owner, or an upload's: there is one account. */
export function ownerOf({ accountId }: S3Request): Elements {
  return { ID: accountId, DisplayName: accountId };
}

/** Formats a time as in S3's XML. */
export function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
