/**
 * ListObjectsV2, the older ListObjects, and ListObjectVersions.
 *
 * @module
 */
import type { Elements } from "../protocol/xml.ts";
import type { ObjectTables, StoredObject } from "../store/objects.ts";
import { fromToken, invalidArgument, keyEncoding, pageSize, toToken } from "./arguments.ts";
import {
  isoTime,
  ONLY_VERSION,
  ownerOf,
  requireBucket,
  type S3Request,
  xmlAnswer,
} from "./exchange.ts";

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

/** The form in which an operation answers. */
interface Form {
  /** Name of the root element. */
  readonly root: string;
  /** Name of each object's element. */
  readonly item: string;
  /** Elements of each object besides those of every listing. */
  readonly itemElements: Elements;
  /** Returns the elements about the page's place in the listing. */
  readonly placesOf: (listing: Listing, shown: (key: string) => string) => Elements;
}

const OBJECTS = { root: "ListBucketResult", item: "Contents" } as const;

/** Answers ListObjectsV2. */
export async function listObjectsV2(exchange: S3Request): Promise<Response> {
  const { query } = exchange;
  if (query.get("list-type") !== "2") throw invalidArgument("list-type must be 2");
  const token = query.get("continuation-token");
  const start = query.get("start-after");
  const after = token === null ? start ?? "" : fromToken(token);
  return await answerListing(exchange, after, {
    ...OBJECTS,
    itemElements: query.get("fetch-owner") === "true" ? { Owner: ownerOf(exchange) } : {},
    placesOf: ({ objects, prefixes, next }, shown) => ({
      KeyCount: objects.length + prefixes.length,
      ...(start === null ? {} : { StartAfter: shown(start) }),
      ...(token === null ? {} : { ContinuationToken: token }),
      ...(next === undefined ? {} : { NextContinuationToken: toToken(next) }),
    }),
  });
}

/** Answers ListObjects, which has a key for its continuation token, and owners. */
export async function listObjects(exchange: S3Request): Promise<Response> {
  const after = exchange.query.get("marker") ?? "";
  return await answerListing(exchange, after, {
    ...OBJECTS,
    itemElements: { Owner: ownerOf(exchange) },
    placesOf: ({ next }, shown) => ({
      Marker: shown(after),
      ...(next === undefined ? {} : { NextMarker: shown(next) }),
    }),
  });
}

/**
 * Answers ListObjectVersions. As in a bucket that never had versions, each object is its own only
 * one, and nothing marks deletions.
 */
export async function listVersions(exchange: S3Request): Promise<Response> {
  const { query } = exchange;
  const after = query.get("key-marker");
  const version = query.get("version-id-marker");
  if (version !== null && after === null) {
    throw invalidArgument("A version-id marker cannot be specified without a key marker.");
  }
  if (version !== null && version !== ONLY_VERSION) {
    throw invalidArgument("Invalid version id specified");
  }
  return await answerListing(exchange, after ?? "", {
    root: "ListVersionsResult",
    item: "Version",
    itemElements: { VersionId: ONLY_VERSION, IsLatest: "true", Owner: ownerOf(exchange) },
    placesOf: ({ next }, shown) => ({
      KeyMarker: shown(after ?? ""),
      VersionIdMarker: version ?? "",
      ...(next === undefined
        ? {}
        : { NextKeyMarker: shown(next), NextVersionIdMarker: ONLY_VERSION }),
    }),
  });
}

async function answerListing(
  exchange: S3Request,
  after: string,
  { root, item, itemElements, placesOf }: Form,
): Promise<Response> {
  const { bucket, query, store } = exchange;
  await requireBucket(exchange);
  const wanted: Wanted = {
    bucket,
    prefix: query.get("prefix") ?? "",
    delimiter: query.get("delimiter") ?? "",
    after,
    limit: pageSize(query.get("max-keys"), "max-keys"),
  };
  const encoding = query.get("encoding-type");
  const shown = keyEncoding(encoding);
  const listing = await store.read(({ objects }) => list(objects, wanted));
  return xmlAnswer(root, {
    Name: bucket,
    Prefix: shown(wanted.prefix),
    ...(wanted.delimiter === "" ? {} : { Delimiter: shown(wanted.delimiter) }),
    ...(encoding === null ? {} : { EncodingType: encoding }),
    ...placesOf(listing, shown),
    MaxKeys: wanted.limit,
    IsTruncated: String(listing.next !== undefined),
    [item]: listing.objects.map((object) => ({ ...elementsOf(object, shown), ...itemElements })),
    CommonPrefixes: listing.prefixes.map((prefix) => ({ Prefix: shown(prefix) })),
  });
}

function elementsOf(
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
