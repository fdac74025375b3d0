/**
 * S3's objects.
 *
 * @module
 */
import { ServiceError } from "../errors.ts";
import type { StoredObject } from "../store/objects.ts";
import { CHECKSUM_PREFIX, checksumHeaders } from "./checksums.ts";
import { isKnown, requireReplaceable } from "./conditions.ts";
import {
  isoTime,
  keptHeaders,
  receive,
  requireBucket,
  requireKey,
  requireObject,
  type S3Request,
  unescapePath,
  xmlAnswer,
} from "./exchange.ts";
import { removeFiles } from "./stored_objects.ts";

/** Answers PutObject. */
export async function putObject(exchange: S3Request): Promise<Response> {
  await requireBucket(exchange);
  requireKey(exchange);
  const { file, size, md5: etag, algorithm, checksum } = await receive(exchange);
  const sums = checksumHeaders(algorithm, checksum);
  const headers = { ...keptHeaders(exchange.request), ...sums };
  await replaceObject(exchange, { file, size, etag, headers });
  return new Response(null, { headers: { ...sums, etag: `"${etag}"` } });
}

/** Answers CopyObject. */
export async function copyObject(exchange: S3Request): Promise<Response> {
  const { request, store, now } = exchange;
  await requireBucket(exchange);
  requireKey(exchange);
  const source = await requireObject({ ...exchange, ...copySourceOf(request) });
  const { file, size } = await store.files.join([source.file]);
  const headers = request.headers.get("x-amz-metadata-directive") === "REPLACE"
    ? keptHeaders(request)
    : source.headers;
  await replaceObject(exchange, { file, size, etag: source.etag, headers });
  return xmlAnswer("CopyObjectResult", {
    LastModified: isoTime(now),
    ETag: `"${source.etag}"`,
  });
}

/** Answers GetObject, for the whole object or a range. */
export async function getObject(exchange: S3Request): Promise<Response> {
  const { request, store } = exchange;
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const found = await requireObject(exchange);
    if (isKnown(request.headers, found)) return notModified(found);
    const range = rangeOf(request.headers.get("range"), found.size);
    const body = await store.files.read(found.file, range.start, range.end);
    // The object was just replaced: the next lookup finds the new one.
    if (!body) continue;
    const headers = headersOf(found, range.end - range.start, !range.partial && wantsSum(request));
    if (range.partial) {
      headers.set("content-range", `bytes ${range.start}-${range.end - 1}/${found.size}`);
    }
    return new Response(body, { status: range.partial ? 206 : 200, headers });
  }
  throw new Error(`Cannot read object ${exchange.bucket}/${exchange.key}: its file is missing`);
}

/** Answers HeadObject. */
export async function headObject(exchange: S3Request): Promise<Response> {
  const { request } = exchange;
  const found = await requireObject(exchange);
  if (isKnown(request.headers, found)) return notModified(found);
  return new Response(null, { headers: headersOf(found, found.size, wantsSum(request)) });
}

/** Answers DeleteObject. Deleting an object that does not exist succeeds. */
export async function deleteObject(exchange: S3Request): Promise<Response> {
  const { bucket, key, store } = exchange;
  await requireBucket(exchange);
  await removeFiles(store, [await store.write(({ objects }) => objects.remove(bucket, key))]);
  return new Response(null, { status: 204 });
}

/** Maximum number of lookups of an object whose file is gone when it is opened. */
const MOST_ATTEMPTS = 5;

/** Replaces an object, if the request's conditions allow it. */
async function replaceObject(
  { request, bucket, key, store, now }: S3Request,
  object: Omit<StoredObject, "key" | "created">,
): Promise<void> {
  try {
    const before = await store.write(async ({ objects }) => {
      requireReplaceable(request.headers, await objects.get(bucket, key));
      return await objects.put(bucket, { ...object, key, created: now });
    });
    await removeFiles(store, [before]);
  } catch (error) {
    await removeFiles(store, [object.file]);
    throw error;
  }
}

/** Parses the `/{bucket}/{key}` of a copy source. */
function copySourceOf({ headers }: Request): { readonly bucket: string; readonly key: string } {
  const [path = ""] = (headers.get("x-amz-copy-source") ?? "").split("?");
  const [, bucket = "", key = ""] = /^\/?([^/]+)\/(.+)$/s.exec(unescapePath(path)) ?? [];
  return { bucket, key };
}

function wantsSum({ headers }: Request): boolean {
  return headers.get("x-amz-checksum-mode") === "ENABLED";
}

function notModified({ etag, created }: StoredObject): Response {
  const headers = { etag: `"${etag}"`, "last-modified": new Date(created * 1000).toUTCString() };
  return new Response(null, { status: 304, headers });
}

function headersOf(
  { headers, etag, created }: StoredObject,
  length: number,
  withChecksum: boolean,
): Headers {
  const shown = Object.entries(headers).filter(([name]) =>
    withChecksum || !name.startsWith(CHECKSUM_PREFIX)
  );
  const result = new Headers([["content-type", "binary/octet-stream"]]);
  for (const [name, value] of shown) result.set(name, value);
  result.set("etag", `"${etag}"`);
  result.set("last-modified", new Date(created * 1000).toUTCString());
  result.set("content-length", String(length));
  result.set("accept-ranges", "bytes");
  // Browsers must not show a stored object as a page of this service.
  result.set("x-content-type-options", "nosniff");
  result.set("content-security-policy", "sandbox");
  return result;
}

interface Range {
  readonly start: number;
  /** Position after the last byte. */
  readonly end: number;
  readonly partial: boolean;
}

/** Parses a range of bytes. Any other header value selects the whole object. */
function rangeOf(header: string | null, size: number): Range {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if (from === undefined || to === undefined || (from === "" && to === "")) {
    return { start: 0, end: size, partial: false };
  }
  const start = from === "" ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === "" || to === "" ? size : Math.min(size, Number(to) + 1);
  if (start >= end) {
    throw new ServiceError("InvalidRange", "The requested range is not satisfiable", 416);
  }
  return { start, end, partial: true };
}
