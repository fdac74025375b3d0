/**
 * Buckets of S3.
 *
 * @module
 */
import { invalid, ServiceError } from "../errors.ts";
import { readText } from "../protocol/body.ts";
import { removeFiles, requireBucket, type S3Request, xmlAnswer } from "./exchange.ts";
import { readXml } from "../protocol/xml.ts";

const BUCKET_NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const PAGE_SIZE = 1_000;

/** ListBuckets. */
export async function listBuckets({ store, accountId }: S3Request): Promise<Response> {
  const buckets = await store.read(({ objects }) => objects.buckets());
  const Bucket = buckets.map(({ name, created }) => ({
    Name: name,
    CreationDate: isoTime(created),
  }));
  return xmlAnswer("ListAllMyBucketsResult", {
    Owner: { ID: accountId },
    Buckets: { Bucket },
  });
}

/** CreateBucket. */
export async function createBucket({ bucket, store, now }: S3Request): Promise<Response> {
  if (!BUCKET_NAME.test(bucket)) {
    throw new ServiceError("InvalidBucketName", "The specified bucket is not valid.");
  }
  if (!await store.write(({ objects }) => objects.createBucket(bucket, now))) {
    throw new ServiceError(
      "BucketAlreadyOwnedByYou",
      "Your previous request to create the named bucket succeeded and you already own it.",
      409,
    );
  }
  return new Response(null, { headers: { location: `/${bucket}` } });
}

/** HeadBucket. */
export async function headBucket(exchange: S3Request): Promise<Response> {
  await requireBucket(exchange);
  return new Response(null);
}

/** ListObjectsV2. */
export async function listObjects(exchange: S3Request): Promise<Response> {
  const { bucket, query, store } = exchange;
  await requireBucket(exchange);
  const prefix = query.get("prefix") ?? "";
  const delimiter = query.get("delimiter") ?? "";
  const limit = Math.min(Number(query.get("max-keys") ?? PAGE_SIZE), PAGE_SIZE);
  if (!Number.isInteger(limit) || limit < 0) throw invalid("max-keys is not a number");
  const encoding = query.get("encoding-type");
  // Keys may hold characters that no XML can.
  const shown = (key: string): string => encoding === "url" ? encodeURIComponent(key) : key;
  const token = query.get("continuation-token");
  let after = token === null ? query.get("start-after") ?? "" : fromToken(token);
  const keys: { Key: string; LastModified: string; ETag: string; Size: number }[] = [];
  const prefixes: string[] = [];
  let isTruncated = false;
  for (;;) {
    const [found] = await store.read(({ objects }) => objects.list(bucket, prefix, after, 1));
    if (!found) break;
    if (keys.length + prefixes.length >= limit) {
      isTruncated = limit > 0;
      break;
    }
    const end = delimiter === "" ? -1 : found.key.indexOf(delimiter, prefix.length);
    if (end === -1) {
      const { key: Key, size: Size, etag, created } = found;
      keys.push({ Key: shown(Key), LastModified: isoTime(created), ETag: `"${etag}"`, Size });
      after = found.key;
    } else {
      const common = found.key.slice(0, end + delimiter.length);
      prefixes.push(common);
      // Behind every key that starts so.
      after = `${common}\u{10ffff}`;
    }
  }
  return xmlAnswer("ListBucketResult", {
    Name: bucket,
    Prefix: shown(prefix),
    ...(delimiter === "" ? {} : { Delimiter: shown(delimiter) }),
    ...(encoding === null ? {} : { EncodingType: encoding }),
    KeyCount: keys.length + prefixes.length,
    MaxKeys: limit,
    IsTruncated: String(isTruncated),
    ...(isTruncated ? { NextContinuationToken: toToken(after) } : {}),
    Contents: keys,
    CommonPrefixes: prefixes.map((Prefix) => ({ Prefix: shown(Prefix) })),
  });
}

/** DeleteObjects. */
export async function deleteObjects(exchange: S3Request): Promise<Response> {
  const { request, bucket, store } = exchange;
  await requireBucket(exchange);
  const keys = keysOf(readXml(await readText(request)));
  const files = await store.write(async ({ objects }) => {
    const removed: (string | undefined)[] = [];
    for (const key of keys) removed.push(await objects.remove(bucket, key));
    return removed;
  });
  await removeFiles(store, files);
  return xmlAnswer("DeleteResult", { Deleted: keys.map((Key) => ({ Key })) });
}

function keysOf(document: Record<string, unknown>): readonly string[] {
  // The parser makes a list of every Object element.
  const root = document["Delete"] as { readonly Object?: readonly { readonly Key?: unknown }[] };
  return (root?.Object ?? []).flatMap(({ Key }) => typeof Key === "string" ? [unescape(Key)] : []);
}

/** The entities that XML itself has; the parser is told to leave all of them alone. */
function unescape(text: string): string {
  const entities = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" } as const;
  return text.replace(
    /&(?:(amp|lt|gt|quot|apos)|#(x?[0-9a-fA-F]{1,6}));/g,
    (whole, name: keyof typeof entities | undefined, code: string | undefined) => {
      if (name !== undefined) return entities[name];
      const point = code?.startsWith("x") ? parseInt(code.slice(1), 16) : Number(code);
      return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
    },
  );
}

function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

function toToken(key: string): string {
  return btoa(encodeURIComponent(key));
}

function fromToken(token: string): string {
  try {
    return decodeURIComponent(atob(token));
  } catch {
    throw new ServiceError("InvalidArgument", "The continuation token provided is incorrect");
  }
}
