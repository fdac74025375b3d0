/**
 * Lists uploads that are not completed, and their parts.
 *
 * @module
 */
import type { Elements } from "../protocol/xml.ts";
import type { ListedUpload } from "../store/objects.ts";
import { keyEncoding, pageSize, wholeNumber } from "./arguments.ts";
import { isoTime, ownerOf, requireBucket, type S3Request, xmlAnswer } from "./exchange.ts";
import { requireUpload } from "./multipart.ts";

/** Answers ListMultipartUploads. Uploads are sorted by key, and those of one key by ID. */
export async function listUploads(exchange: S3Request): Promise<Response> {
  const { bucket, query, store } = exchange;
  await requireBucket(exchange);
  const wanted: Wanted = {
    prefix: query.get("prefix") ?? "",
    delimiter: query.get("delimiter") ?? "",
    key: query.get("key-marker") ?? "",
    // Without a key, S3 ignores the ID.
    id: query.get("key-marker") === null ? "" : query.get("upload-id-marker") ?? "",
    limit: pageSize(query.get("max-uploads"), "max-uploads"),
  };
  const encoding = query.get("encoding-type");
  const shown = keyEncoding(encoding);
  const { uploads, prefixes, next } = pageOf(
    await store.read(({ objects }) => objects.uploads(bucket)),
    wanted,
  );
  return xmlAnswer("ListMultipartUploadsResult", {
    Bucket: bucket,
    KeyMarker: shown(wanted.key),
    UploadIdMarker: wanted.id,
    ...(next ? { NextKeyMarker: shown(next.key), NextUploadIdMarker: next.id } : {}),
    Prefix: shown(wanted.prefix),
    ...(wanted.delimiter === "" ? {} : { Delimiter: shown(wanted.delimiter) }),
    ...(encoding === null ? {} : { EncodingType: encoding }),
    MaxUploads: wanted.limit,
    IsTruncated: String(next !== undefined),
    Upload: uploads.map((upload) => elementsOf(exchange, upload, shown)),
    CommonPrefixes: prefixes.map((prefix) => ({ Prefix: shown(prefix) })),
  });
}

interface Wanted {
  readonly prefix: string;
  readonly delimiter: string;
  /** Key that the page begins after, or with which it continues after the ID. */
  readonly key: string;
  readonly id: string;
  readonly limit: number;
}

interface Page {
  readonly uploads: readonly ListedUpload[];
  readonly prefixes: readonly string[];
  /** Last upload of the page; undefined on the last page. */
  readonly next: ListedUpload | undefined;
}

function pageOf(all: readonly ListedUpload[], wanted: Wanted): Page {
  const { prefix, delimiter, limit } = wanted;
  const uploads: ListedUpload[] = [];
  const prefixes: string[] = [];
  let last: ListedUpload | undefined;
  for (const upload of all.filter((upload) => isAfter(upload, wanted)).toSorted(inOrder)) {
    if (!upload.key.startsWith(prefix)) continue;
    const end = delimiter === "" ? -1 : upload.key.indexOf(delimiter, prefix.length);
    const common = end === -1 ? undefined : upload.key.slice(0, end + delimiter.length);
    const isNew = common === undefined || common !== prefixes.at(-1);
    if (isNew && uploads.length + prefixes.length >= limit) {
      return { uploads, prefixes, next: last };
    }
    if (common === undefined) uploads.push(upload);
    else if (isNew) prefixes.push(common);
    last = upload;
  }
  return { uploads, prefixes, next: undefined };
}

function isAfter({ key, id }: ListedUpload, wanted: Wanted): boolean {
  if (key === wanted.key) return wanted.id !== "" && id > wanted.id;
  return wanted.key === "" || compareKeys(key, wanted.key) > 0;
}

function inOrder(a: ListedUpload, b: ListedUpload): number {
  return compareKeys(a.key, b.key) || (a.id < b.id ? -1 : 1);
}

/** Compares keys as S3 sorts them: by their UTF-8, which is the order of code points. */
function compareKeys(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  const at = left.findIndex((character, index) => character !== right[index]);
  if (at === -1) return left.length - right.length;
  return (left[at]?.codePointAt(0) ?? 0) - (right[at]?.codePointAt(0) ?? -1);
}

function elementsOf(
  exchange: S3Request,
  { id, key, created }: ListedUpload,
  shown: (key: string) => string,
): Elements {
  const Owner = ownerOf(exchange);
  return {
    Key: shown(key),
    UploadId: id,
    Initiator: Owner,
    Owner,
    StorageClass: "STANDARD",
    Initiated: isoTime(created),
  };
}

/** Answers ListParts. */
export async function listParts(exchange: S3Request): Promise<Response> {
  const { bucket, key, query, store } = exchange;
  const { id } = await requireUpload(exchange);
  const most = pageSize(query.get("max-parts"), "max-parts");
  const marker = query.get("part-number-marker");
  const after = marker === null ? 0 : wholeNumber(marker, "part-number-marker");
  const parts = (await store.read(({ objects }) => objects.parts(id)))
    .filter(({ number }) => number > after);
  const shown = parts.slice(0, most);
  const next = shown.length < parts.length ? shown.at(-1)?.number ?? after : undefined;
  const Owner = ownerOf(exchange);
  return xmlAnswer("ListPartsResult", {
    Bucket: bucket,
    Key: key,
    UploadId: id,
    PartNumberMarker: after,
    ...(next === undefined ? {} : { NextPartNumberMarker: next }),
    MaxParts: most,
    IsTruncated: String(next !== undefined),
    Part: shown.map(({ number, etag, size }) => ({
      PartNumber: number,
      ETag: `"${etag}"`,
      Size: size,
    })),
    Initiator: Owner,
    Owner,
    StorageClass: "STANDARD",
  });
}
