/**
 * Reads objects: whole, by range of bytes, or by part.
 *
 * @module
 */
import { ServiceError } from "../errors.ts";
import type { StoredObject } from "../store/objects.ts";
import { invalidArgument, isFieldValue, notImplemented, wholeNumber } from "./arguments.ts";
import { isKnown, isSameForRange } from "./conditions.ts";
import { requireObject, type S3Request } from "./exchange.ts";
import { partsIn, shownHeaders, tagsIn } from "./stored_headers.ts";

/** Maximum number of lookups of an object whose file is gone when it is opened. */
const MOST_ATTEMPTS = 5;

/** Answers GetObject. */
export async function getObject(exchange: S3Request): Promise<Response> {
  const { store, headers, bucket, key } = exchange;
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const found = await requireObject(exchange);
    if (isKnown(headers, found)) return notModified(found);
    const selection = selectionOf(exchange, found);
    const body = await store.files.read(found.file, selection.start, selection.end);
    if (body) return new Response(body, answerInit(exchange, found, selection));
    // The object was just replaced: the next lookup finds the new one.
  }
  throw new Error(`Cannot read object ${bucket}/${key}: its file is missing`);
}

/** Answers HeadObject: what GetObject answers, without the bytes. */
export async function headObject(exchange: S3Request): Promise<Response> {
  const found = await requireObject(exchange);
  return isKnown(exchange.headers, found)
    ? notModified(found)
    : new Response(null, answerInit(exchange, found, selectionOf(exchange, found)));
}

/** Bytes of an object. */
interface Selection {
  readonly start: number;
  /** Position after the last byte. */
  readonly end: number;
  /** Whether it is a requested range or part. */
  readonly isPart: boolean;
  /** Number of parts of the object, if one of them is requested, and the object has several. */
  readonly partCount?: number | undefined;
}

function notModified({ etag, created }: StoredObject): Response {
  const headers = { etag: `"${etag}"`, "last-modified": new Date(created * 1000).toUTCString() };
  return new Response(null, { status: 304, headers });
}

function answerInit(
  { headers: wanted, query }: S3Request,
  found: StoredObject,
  { start, end, isPart, partCount }: Selection,
): ResponseInit {
  const withChecksum = !isPart && wanted.get("x-amz-checksum-mode") === "ENABLED";
  const headers = new Headers({
    "content-type": "binary/octet-stream",
    ...shownHeaders(found.headers, withChecksum),
    ...overrides(query),
    etag: `"${found.etag}"`,
    "last-modified": new Date(found.created * 1000).toUTCString(),
    "content-length": String(end - start),
    "accept-ranges": "bytes",
    // Browsers must not show a stored object as a page of this service.
    "x-content-type-options": "nosniff",
    "content-security-policy": "sandbox",
  });
  const tagCount = tagsIn(found.headers).length;
  if (tagCount > 0) headers.set("x-amz-tagging-count", String(tagCount));
  if (partCount !== undefined) headers.set("x-amz-mp-parts-count", String(partCount));
  if (isPart) headers.set("content-range", `bytes ${start}-${end - 1}/${found.size}`);
  return { status: isPart ? 206 : 200, headers };
}

/** Header fields of the answer that a request may choose, by the query parameter `response-…`. */
export const OVERRIDES = [
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "content-type",
  "expires",
] as const;

function overrides(query: URLSearchParams): Readonly<Record<string, string>> {
  return Object.fromEntries(OVERRIDES.flatMap((name) => {
    const value = query.get(`response-${name}`);
    if (value === null) return [];
    if (!isFieldValue(value)) {
      throw invalidArgument(`response-${name} cannot be the value of a header field`);
    }
    return [[name, value]];
  }));
}

function selectionOf({ headers, query }: S3Request, found: StoredObject): Selection {
  const range = headers.get("range");
  const part = query.get("partNumber");
  if (part === null) {
    return rangeOf(isSameForRange(headers, found) ? range : null, found.size);
  }
  if (range !== null) {
    throw new ServiceError(
      "InvalidRequest",
      "Cannot specify both Range header and partNumber query parameter",
    );
  }
  return partOf(found, wholeNumber(part, "partNumber", 1));
}

/** Returns the bytes of a part. An object that was uploaded at once is its own first part. */
function partOf({ headers, etag, size }: StoredObject, number: number): Selection {
  const sizes = partsIn(headers);
  const [, count = "1"] = /-(\d+)$/.exec(etag) ?? [];
  if (!sizes && Number(count) > 1) {
    throw notImplemented("partNumber for an object stored before the sizes of parts were kept");
  }
  const length = (sizes ?? [size])[number - 1];
  if (length === undefined) {
    throw new ServiceError("InvalidPartNumber", "The requested partnumber is not satisfiable", 416);
  }
  const start = sizes?.slice(0, number - 1).reduce((sum, before) => sum + before, 0) ?? 0;
  // An empty object has no range of bytes.
  return { start, end: start + length, isPart: size > 0, partCount: sizes?.length };
}

/** Parses a range of bytes. Any other header value selects the whole object. */
function rangeOf(header: string | null, size: number): Selection {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if (from === undefined || to === undefined || (from === "" && to === "")) {
    return { start: 0, end: size, isPart: false };
  }
  const start = from === "" ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === "" || to === "" ? size : Math.min(size, Number(to) + 1);
  if (start >= end) {
    throw new ServiceError("InvalidRange", "The requested range is not satisfiable", 416);
  }
  return { start, end, isPart: true };
}
