/**
 * Copies within the store: of objects, and of their bytes into parts of uploads.
 *
 * @module
 */
import { ServiceError } from "../errors.ts";
import type { StoredObject } from "../store/objects.ts";
import { invalidArgument, unescapePath } from "./arguments.ts";
import { CHECKSUM_PREFIX, checksumHeaders, checksumWish } from "./checksums.ts";
import { requireCopyable } from "./conditions.ts";
import {
  isoTime,
  requireBucket,
  requireKey,
  requireObject,
  requireOwner,
  requireVersion,
  type S3Request,
  xmlAnswer,
} from "./exchange.ts";
import { partNumberOf, putPart, requireUpload } from "./multipart.ts";
import { replaceObject } from "./objects.ts";
import { fieldsOfBytes, keptHeaders, tagsIn, withTags } from "./stored_headers.ts";
import { taggingOf } from "./tagging.ts";

/** Header fields about the source of a copy, other than its name. */
export const COPY_CONDITIONS: readonly string[] = [
  "x-amz-copy-source-if-match",
  "x-amz-copy-source-if-modified-since",
  "x-amz-copy-source-if-none-match",
  "x-amz-copy-source-if-unmodified-since",
  "x-amz-source-expected-bucket-owner",
];

/** Answers CopyObject. */
export async function copyObject(exchange: S3Request): Promise<Response> {
  const { headers, store, now } = exchange;
  await requireBucket(exchange);
  requireKey(exchange);
  const algorithm = checksumWish(headers);
  const tags = isReplaced(headers, "x-amz-tagging-directive") ? taggingOf(headers) : undefined;
  const isNew = isReplaced(headers, "x-amz-metadata-directive");
  const { source, result: { file, size, checksum } } = await fromSource(
    exchange,
    ({ file }) => store.files.join([file], algorithm),
  );
  const sums = checksumHeaders(algorithm, checksum);
  const { etag } = source;
  const kept = isNew
    ? { ...keptHeaders(headers), ...fieldsOfBytes(source.headers) }
    : source.headers;
  const withSums = algorithm === undefined ? kept : { ...withoutSums(kept), ...sums };
  await replaceObject(exchange, {
    file,
    size,
    etag,
    headers: withTags(withSums, tags ?? tagsIn(source.headers)),
  });
  return xmlAnswer("CopyObjectResult", { LastModified: isoTime(now), ETag: `"${etag}"` });
}

/** Answers UploadPartCopy: a part from an object or a range of it. */
export async function uploadPartCopy(exchange: S3Request): Promise<Response> {
  const { store, headers, now } = exchange;
  const { id } = await requireUpload(exchange);
  const number = partNumberOf(exchange);
  const { result: { file, size, md5: etag } } = await fromSource(exchange, async (source) => {
    const [start, end] = rangeOf(headers.get("x-amz-copy-source-range"), source.size);
    const bytes = await store.files.read(source.file, start, end);
    if (!bytes) throw new Error(`Cannot copy ${source.key}: its file is missing`);
    return await store.files.write(bytes);
  });
  await putPart(exchange, id, { number, file, size, etag });
  return xmlAnswer("CopyPartResult", { LastModified: isoTime(now), ETag: `"${etag}"` });
}

/** Maximum number of lookups of a source that is replaced all the time. */
const MOST_ATTEMPTS = 5;

/** Copies bytes of the source. If it was replaced meanwhile, those of the new object. */
async function fromSource<T>(
  exchange: S3Request,
  copy: (source: StoredObject) => Promise<T>,
): Promise<{ readonly source: StoredObject; readonly result: T }> {
  let source = await requireSource(exchange);
  for (let attempt = 1;; attempt++) {
    try {
      return { source, result: await copy(source) };
    } catch (error) {
      if (error instanceof ServiceError) throw error;
      const next = await requireSource(exchange);
      if (next.file === source.file || attempt === MOST_ATTEMPTS) throw error;
      source = next;
    }
  }
}

/** Returns the object that a request copies. */
async function requireSource(exchange: S3Request): Promise<StoredObject> {
  const { headers } = exchange;
  const [path = "", query] = (headers.get("x-amz-copy-source") ?? "").split("?");
  // Unlike in addresses, S3 reads a plus sign here as a space: some clients escape keys as in forms.
  const unescaped = unescapePath(path.replaceAll("+", " "));
  const [, bucket, key] = /^\/?([^/]+)\/(.+)$/s.exec(unescaped) ?? [];
  if (bucket === undefined || key === undefined) {
    throw invalidArgument("Copy Source must mention the source bucket and key: /bucket/key");
  }
  requireVersion(new URLSearchParams(query).get("versionId"));
  // The expected owner is that of the other bucket.
  requireOwner(exchange, "x-amz-source-expected-bucket-owner");
  const source = await requireObject({ ...exchange, bucket, key });
  requireCopyable(headers, source);
  return source;
}

function isReplaced(headers: Headers, field: string): boolean {
  const directive = headers.get(field);
  if (directive === null || directive === "COPY") return false;
  if (directive === "REPLACE") return true;
  throw invalidArgument(`${field} must be COPY or REPLACE`);
}

function withoutSums(headers: StoredObject["headers"]): StoredObject["headers"] {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !name.startsWith(CHECKSUM_PREFIX)),
  );
}

/** Returns start and end of a range to copy, which must be within the object. */
function rangeOf(range: string | null, size: number): readonly [number, number] {
  if (range === null) return [0, size];
  const [, first, last] = /^bytes=(\d{1,15})-(\d{1,15})$/.exec(range) ?? [];
  if (first === undefined || Number(first) > Number(last)) {
    throw invalidArgument("x-amz-copy-source-range must be of the form bytes=first-last");
  }
  if (Number(last) >= size) {
    throw invalidArgument(`Range specified is not valid for source object of size: ${size}`);
  }
  return [Number(first), Number(last) + 1];
}
