/**
 * Objects of S3.
 *
 * @module
 */
import { ServiceError } from "../errors.ts";
import type { StoredObject } from "../store/objects.ts";
import {
  keptHeaders,
  receive,
  removeFiles,
  requireBucket,
  requireKey,
  requireObject,
  type S3Request,
} from "./exchange.ts";

/** PutObject. */
export async function putObject(exchange: S3Request): Promise<Response> {
  const { request, bucket, key, store, now } = exchange;
  await requireBucket(exchange);
  requireKey(exchange);
  const { file, size, md5: etag, crc32 } = await receive(exchange);
  const headers = keptHeaders(request);
  const onlyNew = request.headers.get("if-none-match") === "*";
  const object = { key, file, size, etag, headers, created: now };
  const kept = await store.write(async ({ objects }) => {
    if (onlyNew && await objects.get(bucket, key)) return undefined;
    return { before: await objects.put(bucket, object) };
  });
  await removeFiles(store, [kept ? kept.before : file]);
  if (!kept) {
    const reason = "At least one of the pre-conditions you specified did not hold";
    throw new ServiceError("PreconditionFailed", reason, 412);
  }
  return new Response(null, { headers: { etag: `"${etag}"`, "x-amz-checksum-crc32": crc32 } });
}

/** GetObject, whole or a range. */
export async function getObject(exchange: S3Request): Promise<Response> {
  const { request, store } = exchange;
  const found = await requireObject(exchange);
  const condition = request.headers.get("if-none-match");
  if (condition === `"${found.etag}"`) return new Response(null, { status: 304 });
  const range = rangeOf(request.headers.get("range"), found.size);
  const headers = headersOf(found, range.end - range.start);
  if (range.partial) {
    headers.set("content-range", `bytes ${range.start}-${range.end - 1}/${found.size}`);
  }
  const body = store.files.read(found.file, range.start, range.end);
  return new Response(body, { status: range.partial ? 206 : 200, headers });
}

/** HeadObject. */
export async function headObject(exchange: S3Request): Promise<Response> {
  const found = await requireObject(exchange);
  return new Response(null, { headers: headersOf(found, found.size) });
}

/** DeleteObject; an object that is not there is deleted already. */
export async function deleteObject(exchange: S3Request): Promise<Response> {
  const { bucket, key, store } = exchange;
  await requireBucket(exchange);
  await removeFiles(store, [await store.write(({ objects }) => objects.remove(bucket, key))]);
  return new Response(null, { status: 204 });
}

function headersOf({ headers, etag, created }: StoredObject, length: number): Headers {
  const result = new Headers({ "content-type": "binary/octet-stream", ...headers });
  result.set("etag", `"${etag}"`);
  result.set("last-modified", new Date(created * 1000).toUTCString());
  result.set("content-length", String(length));
  result.set("accept-ranges", "bytes");
  // What was stored is never a page of this service's.
  result.set("x-content-type-options", "nosniff");
  result.set("content-security-policy", "sandbox");
  return result;
}

interface Range {
  readonly start: number;
  /** Behind the last byte. */
  readonly end: number;
  readonly partial: boolean;
}

/** One range of bytes; anything else that a header may say means the whole. */
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
