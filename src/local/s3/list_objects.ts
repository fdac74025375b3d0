/**
 * ListObjectsV2 and the older ListObjects.
 *
 * @module
 */
import { invalid, ServiceError } from "../errors.ts";
import type { Elements } from "../protocol/xml.ts";
import type { ObjectTables, StoredObject } from "../store/objects.ts";
import { isoTime, requireBucket, type S3Request, xmlAnswer } from "./exchange.ts";

/** Maximum number of keys and common prefixes per page. */
const PAGE_SIZE = 1_000;

interface Wanted {
  readonly bucket: string;
  readonly prefix: string;
  readonly delimiter: string;
  /** Key that the page begins after. */
  readonly after: string;
  readonly limit: number;
}

interface Listing {
  readonly objects: readonly StoredObject[];
  readonly prefixes: readonly string[];
  /** Key that the next page begins after; undefined on the last page. */
  readonly next: string | undefined;
}

/** Answers ListObjectsV2 and ListObjects, which differ in their continuation tokens. */
export async function listObjects(exchange: S3Request): Promise<Response> {
  const { bucket, query, store } = exchange;
  await requireBucket(exchange);
  const isSecond = query.get("list-type") === "2";
  const limit = Math.min(Number(query.get("max-keys") ?? PAGE_SIZE), PAGE_SIZE);
  if (!Number.isInteger(limit) || limit < 0) {
    throw invalid("max-keys must be a whole number from 0");
  }
  const token = query.get("continuation-token");
  const wanted: Wanted = {
    bucket,
    prefix: query.get("prefix") ?? "",
    delimiter: query.get("delimiter") ?? "",
    after: token === null ? query.get(isSecond ? "start-after" : "marker") ?? "" : fromToken(token),
    limit,
  };
  const listing = await store.read(({ objects }) => list(objects, wanted));
  const encoding = query.get("encoding-type");
  const shown = encoding === "url" ? escapeKey : (key: string): string => key;
  const next = listing.next;
  return xmlAnswer("ListBucketResult", {
    Name: bucket,
    Prefix: shown(wanted.prefix),
    ...(wanted.delimiter === "" ? {} : { Delimiter: shown(wanted.delimiter) }),
    ...(encoding === null ? {} : { EncodingType: encoding }),
    ...(isSecond ? { KeyCount: listing.objects.length + listing.prefixes.length } : {
      Marker: shown(wanted.after),
    }),
    MaxKeys: limit,
    IsTruncated: String(next !== undefined),
    ...(next === undefined
      ? {}
      : isSecond
      ? { NextContinuationToken: toToken(next) }
      : { NextMarker: shown(next) }),
    Contents: listing.objects.map((object) => contentsOf(object, shown)),
    CommonPrefixes: listing.prefixes.map((prefix) => ({ Prefix: shown(prefix) })),
  });
}

function contentsOf(
  { key, size, etag, created }: StoredObject,
  shown: (key: string) => string,
): Elements {
  return {
    Key: shown(key),
    LastModified: isoTime(created),
    ETag: `"${etag}"`,
    Size: size,
    StorageClass: "STANDARD",
  };
}

async function list(tables: ObjectTables, wanted: Wanted): Promise<Listing> {
  const { bucket, prefix, delimiter, limit } = wanted;
  const objects: StoredObject[] = [];
  const prefixes: string[] = [];
  const left = (): number => limit - objects.length - prefixes.length;
  let { after } = wanted;
  // Small while common prefixes make the fetched rows useless.
  let size = delimiter === "" ? PAGE_SIZE : 1;
  while (limit > 0) {
    const found = await tables.list(bucket, prefix, after, Math.min(size, left() + 1));
    if (found.length === 0) break;
    size *= 2;
    for (const object of found) {
      const end = delimiter === "" ? -1 : object.key.indexOf(delimiter, prefix.length);
      const common = end === -1 ? undefined : object.key.slice(0, end + delimiter.length);
      const isNew = common === undefined || common !== prefixes.at(-1);
      if (isNew && left() === 0) return { objects, prefixes, next: after };
      if (common === undefined) objects.push(object);
      else if (isNew) prefixes.push(common);
      // After every key with this prefix, except those that continue with the last character of all.
      after = common === undefined || !isNew ? object.key : `${common}\u{10ffff}`;
      if (common !== undefined) {
        size = 1;
        break;
      }
    }
  }
  return { objects, prefixes, next: undefined };
}

/** Escapes the characters of a key that XML does not allow, but not slashes. */
function escapeKey(key: string): string {
  return encodeURIComponent(key).replaceAll("%2F", "/");
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
