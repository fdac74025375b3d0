/**
 * Multipart uploads.
 *
 * @module
 */
import { ServiceError } from "../errors.ts";
import { readText } from "../protocol/body.ts";
import {
  childrenOf,
  malformedXml,
  readXml,
  textOf,
  type XmlElement,
} from "../protocol/read_xml.ts";
import { newChecksum, toHex } from "../store/checksum.ts";
import type { ObjectTables, PendingUpload, StoredPart } from "../store/objects.ts";
import type { Tables } from "../store/store.ts";
import { invalidArgument, wholeNumber } from "./arguments.ts";
import {
  badDigest,
  CHECKSUM_PREFIX,
  checksumHeaders,
  checksumWishes,
  wholeChecksum,
} from "./checksums.ts";
import { hasWriteCondition, requireReplaceable } from "./conditions.ts";
import { requireBucket, requireKey, type S3Request, xmlAnswer } from "./exchange.ts";
import { receive } from "./receive.ts";
import { keptHeaders, withParts, withTags } from "./stored_headers.ts";
import { noSuchBucket, removeFiles } from "./stored_objects.ts";
import { taggingOf } from "./tagging.ts";

/** Minimum size of a part other than the last, in bytes. */
const SMALLEST_PART = 5 * 1024 * 1024;
const MOST_PARTS = 10_000;

/** Answers CreateMultipartUpload. */
export async function createUpload(exchange: S3Request): Promise<Response> {
  const { headers: sent, bucket, key, store, now } = exchange;
  await requireBucket(exchange);
  requireKey(exchange);
  const id = crypto.randomUUID();
  const wanted = { ...keptHeaders(sent), ...checksumWishes(sent) };
  const headers = withTags(wanted, taggingOf(sent));
  await store.write(async ({ objects }) => {
    if (!await objects.hasBucket(bucket)) throw noSuchBucket();
    await objects.begin({ id, bucket, key, headers }, now);
  });
  return xmlAnswer("InitiateMultipartUploadResult", { Bucket: bucket, Key: key, UploadId: id });
}

/** Answers UploadPart. */
export async function uploadPart(exchange: S3Request): Promise<Response> {
  const { id } = await requireUpload(exchange);
  const number = partNumberOf(exchange);
  const { file, size, md5: etag, algorithm, checksum } = await receive(exchange);
  await putPart(exchange, id, { number, file, size, etag });
  const sum = algorithm && checksum ? { [CHECKSUM_PREFIX + algorithm]: checksum } : {};
  return new Response(null, { headers: { ...sum, etag: `"${etag}"` } });
}

/** Returns the number of the part that a request uploads. */
export function partNumberOf({ query }: S3Request): number {
  const number = wholeNumber(query.get("partNumber") ?? "", "partNumber", 1);
  if (number <= MOST_PARTS) return number;
  throw invalidArgument(`Part number must be from 1 to ${MOST_PARTS}`);
}

/** Stores a part whose bytes are in a file. If the upload has ended, the file is removed. */
export async function putPart(exchange: S3Request, id: string, part: StoredPart): Promise<void> {
  const before = await writeOrRemove(exchange, part.file, async ({ objects }) => {
    await requireOpen(objects, id);
    return [await objects.putPart(id, part)];
  });
  await removeFiles(exchange.store, before);
}

/** Answers CompleteMultipartUpload. */
export async function completeUpload(exchange: S3Request): Promise<Response> {
  const { bucket, key, store, now, headers: sent } = exchange;
  const { id, headers } = await requireUpload(exchange);
  const { algorithm, expected, kept } = wholeChecksum(headers, sent);
  const wanted = partsIn(readXml(await readText(exchange.request), "CompleteMultipartUpload"));
  const stored = await store.read(({ objects }) => objects.parts(id));
  const parts = chooseParts(stored, wanted);
  const sizes = parts.map(({ size }) => size);
  requireSize(sent.get("x-amz-mp-object-size"), sizes);
  const { file, size, checksum } = await store.files.join(parts.map(({ file }) => file), algorithm);
  const etag = `${await md5OfParts(parts)}-${parts.length}`;
  const sums = checksumHeaders(algorithm, checksum);
  const files = await writeOrRemove(exchange, file, async ({ objects }) => {
    if (expected !== undefined && expected !== checksum) throw badDigest();
    await requireOpen(objects, id);
    // A damaged object can be replaced, so nothing is read without a condition.
    if (hasWriteCondition(sent)) requireReplaceable(sent, await objects.get(bucket, key));
    const fields = withParts({ ...kept, ...sums }, sizes);
    return [
      await objects.put(bucket, { key, file, size, etag, created: now, headers: fields }),
      ...await objects.end(id),
    ];
  });
  await removeFiles(store, files);
  return xmlAnswer("CompleteMultipartUploadResult", {
    Location: `/${bucket}/${key}`,
    Bucket: bucket,
    Key: key,
    ETag: `"${etag}"`,
  });
}

function requireSize(expected: string | null, sizes: readonly number[]): void {
  if (expected === null) return;
  const size = sizes.reduce((sum, part) => sum + part, 0);
  if (wholeNumber(expected, "x-amz-mp-object-size") === size) return;
  throw new ServiceError("InvalidRequest", `The parts have ${size} bytes, not ${expected}.`);
}

/** Answers AbortMultipartUpload. */
export async function abortUpload(exchange: S3Request): Promise<Response> {
  const { store } = exchange;
  const { id } = await requireUpload(exchange);
  await removeFiles(store, await store.write(({ objects }) => objects.end(id)));
  return new Response(null, { status: 204 });
}

/** Returns the upload that a request is for. */
export async function requireUpload(exchange: S3Request): Promise<PendingUpload> {
  const { bucket, key, query, store } = exchange;
  await requireBucket(exchange);
  const found = await store.read(({ objects }) => objects.upload(query.get("uploadId") ?? ""));
  if (!found || found.bucket !== bucket || found.key !== key) throw noSuchUpload();
  return found;
}

/**
 * Checks within the transaction that the upload is still open. It may have ended while bytes were
 * being received.
 */
async function requireOpen(objects: ObjectTables, id: string): Promise<void> {
  if (!await objects.upload(id)) throw noSuchUpload();
}

function noSuchUpload(): ServiceError {
  return new ServiceError("NoSuchUpload", "The specified upload does not exist.", 404);
}

/** Changes the tables for a new file. If the transaction fails, the file is removed. */
async function writeOrRemove<T>(
  { store }: S3Request,
  file: string,
  work: (tables: Tables) => Promise<T>,
): Promise<T> {
  try {
    return await store.write(work);
  } catch (error) {
    await removeFiles(store, [file]);
    throw error;
  }
}

interface WantedPart {
  readonly number: number;
  readonly etag: string;
}

function partsIn(root: XmlElement): readonly WantedPart[] {
  return childrenOf(root, "Part").map((part) => {
    const [number, etag] = [textOf(part, "PartNumber")?.trim(), textOf(part, "ETag")?.trim()];
    if (number === undefined || etag === undefined || !/^\d+$/.test(number)) {
      throw malformedXml("a Part has a PartNumber and an ETag");
    }
    return { number: Number(number), etag: etag.replace(/^"(.*)"$/, "$1") };
  });
}

function chooseParts(
  stored: readonly StoredPart[],
  wanted: readonly WantedPart[],
): readonly StoredPart[] {
  const byNumber = new Map(stored.map((part) => [part.number, part]));
  const parts = wanted.map(({ number, etag }) => {
    const part = byNumber.get(number);
    if (part?.etag === etag) return part;
    throw new ServiceError("InvalidPart", `Part ${number} could not be found.`);
  });
  if (parts.length === 0) {
    throw malformedXml("at least one Part is required");
  }
  if (parts.some(({ number }, index) => number <= (parts[index - 1]?.number ?? 0))) {
    throw new ServiceError("InvalidPartOrder", "The list of parts was not in ascending order.");
  }
  if (parts.slice(0, -1).some(({ size }) => size < SMALLEST_PART)) {
    throw new ServiceError("EntityTooSmall", "A part is smaller than the minimum allowed size.");
  }
  return parts;
}

/** Returns the MD5 of the parts' MD5s, which S3 uses as the ETag of the whole object. */
async function md5OfParts(parts: readonly StoredPart[]): Promise<string> {
  const digests = parts.map(({ etag }) => etag).join("");
  const md5 = await newChecksum("md5", {});
  md5.update(Uint8Array.from(digests.match(/../g) ?? [], (pair) => parseInt(pair, 16)));
  return toHex(await md5.digest());
}
