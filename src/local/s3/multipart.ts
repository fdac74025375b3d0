/**
 * Multipart uploads.
 *
 * @module
 */
import { ServiceError } from "../errors.ts";
import { readText } from "../protocol/body.ts";
import { newChecksum, toHex } from "../store/checksum.ts";
import type { ObjectTables, PendingUpload, StoredPart } from "../store/objects.ts";
import type { Tables } from "../store/store.ts";
import { CHECKSUM_PREFIX, checksumHeaders, checksumWishes, wishedChecksum } from "./checksums.ts";
import {
  keptHeaders,
  receive,
  requireBucket,
  requireKey,
  type S3Request,
  xmlAnswer,
} from "./exchange.ts";
import { removeFiles } from "./stored_objects.ts";
import { readXml } from "../protocol/xml.ts";

/** Minimum size of a part other than the last, in bytes. */
const SMALLEST_PART = 5 * 1024 * 1024;
const MOST_PARTS = 10_000;

/** Answers CreateMultipartUpload. */
export async function createUpload(exchange: S3Request): Promise<Response> {
  const { request, bucket, key, store, now } = exchange;
  await requireBucket(exchange);
  requireKey(exchange);
  const id = crypto.randomUUID();
  const headers = { ...keptHeaders(request), ...checksumWishes(request) };
  await store.write(({ objects }) => objects.begin({ id, bucket, key, headers }, now));
  return xmlAnswer("InitiateMultipartUploadResult", { Bucket: bucket, Key: key, UploadId: id });
}

/** Answers UploadPart. */
export async function uploadPart(exchange: S3Request): Promise<Response> {
  const { store, query } = exchange;
  const { id } = await requireUpload(exchange);
  const number = Number(query.get("partNumber"));
  if (!Number.isInteger(number) || number < 1 || number > MOST_PARTS) {
    throw new ServiceError("InvalidArgument", `Part number must be from 1 to ${MOST_PARTS}`);
  }
  if (exchange.request.headers.has("x-amz-copy-source")) {
    throw new ServiceError(
      "NotImplemented",
      "The local service does not support UploadPartCopy",
      501,
    );
  }
  const { file, size, md5: etag, algorithm, checksum } = await receive(exchange);
  const before = await writeOrRemove(exchange, file, async ({ objects }) => {
    await requireOpen(objects, id);
    return [await objects.putPart(id, { number, file, size, etag })];
  });
  await removeFiles(store, before);
  const sum = algorithm && checksum ? { [CHECKSUM_PREFIX + algorithm]: checksum } : {};
  return new Response(null, { headers: { ...sum, etag: `"${etag}"` } });
}

/** Answers CompleteMultipartUpload. */
export async function completeUpload(exchange: S3Request): Promise<Response> {
  const { request, bucket, key, store, now } = exchange;
  const { id, headers } = await requireUpload(exchange);
  const stored = await store.read(({ objects }) => objects.parts(id));
  const parts = chooseParts(stored, partsIn(readXml(await readText(request))));
  const { algorithm, kept } = wishedChecksum(headers);
  const whole = await store.files.join(parts.map(({ file }) => file), algorithm);
  const { file, size } = whole;
  const etag = `${await md5OfParts(parts)}-${parts.length}`;
  const object = { key, file, size, etag, created: now };
  const files = await writeOrRemove(exchange, file, async ({ objects }) => {
    await requireOpen(objects, id);
    return [
      await objects.put(bucket, {
        ...object,
        headers: { ...kept, ...checksumHeaders(algorithm, whole.checksum) },
      }),
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

/** Answers AbortMultipartUpload. */
export async function abortUpload(exchange: S3Request): Promise<Response> {
  const { store } = exchange;
  const { id } = await requireUpload(exchange);
  await removeFiles(store, await store.write(({ objects }) => objects.end(id)));
  return new Response(null, { status: 204 });
}

/** Answers ListParts. */
export async function listParts(exchange: S3Request): Promise<Response> {
  const { bucket, key, store } = exchange;
  const { id } = await requireUpload(exchange);
  const parts = await store.read(({ objects }) => objects.parts(id));
  const Part = parts.map(({ number, etag, size }) => ({
    PartNumber: number,
    ETag: `"${etag}"`,
    Size: size,
  }));
  const names = { Bucket: bucket, Key: key, UploadId: id };
  return xmlAnswer("ListPartsResult", { ...names, IsTruncated: "false", Part });
}

async function requireUpload(exchange: S3Request): Promise<PendingUpload> {
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

function partsIn(document: Record<string, unknown>): readonly WantedPart[] {
  // The parser returns a list for Part elements.
  const root = document["CompleteMultipartUpload"] as {
    readonly Part?: readonly { readonly PartNumber?: unknown; readonly ETag?: unknown }[];
  };
  return (root?.Part ?? []).map(({ PartNumber, ETag }) => ({
    number: Number(PartNumber),
    etag: String(ETag).replace(/"|&quot;/g, ""),
  }));
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
    throw new ServiceError("MalformedXML", "The request must list at least one part");
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
