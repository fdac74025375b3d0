/**
 * Bodies of S3's requests, which must match the checksums sent with them.
 *
 * @module
 */
import { ServiceError } from "../errors.ts";
import { fromBody, readText } from "../protocol/body.ts";
import { type ChecksumAlgorithm, newChecksum, toBase64 } from "../store/checksum.ts";
import type { WrittenFile } from "../store/store.ts";
import { checkReceived, checksumOf, checkTrailers } from "./checksums.ts";
import { isChunked, unchunk } from "./chunked.ts";
import type { S3Request } from "./exchange.ts";

/** Maximum size of an object, or a part, sent in one request, in bytes. */
const LARGEST_UPLOAD = 5 * 1024 ** 3;

/** A received body. */
export interface Received extends WrittenFile {
  /** The checksum that was sent with it. */
  readonly algorithm: ChecksumAlgorithm | undefined;
}

/**
 * Stores a request's body as a file, and verifies the checksums sent with it.
 *
 * @throws {ServiceError} If the bytes do not match (BadDigest, IncompleteBody) or are too many
 * (EntityTooLarge); nothing is stored then
 */
export async function receive(
  { request, headers: sent, store }: S3Request,
): Promise<Received> {
  if (Number(sent.get("content-length") ?? 0) > LARGEST_UPLOAD) {
    throw new ServiceError(
      "EntityTooLarge",
      "Your proposed upload exceeds the maximum allowed object size.",
    );
  }
  const algorithm = checksumOf(sent);
  const chunked = request.body && isChunked(sent) ? unchunk(request.body) : undefined;
  const file = await store.files.write(chunked?.content ?? request.body, algorithm)
    .catch((error) => {
      throw fromBody(error);
    });
  const headers = new Headers(sent);
  chunked?.trailers.forEach((value, name) => headers.set(name, value));
  try {
    if (chunked) checkTrailers(chunked.trailers, algorithm);
    checkReceived(headers, { ...file, md5: hexToBase64(file.md5) }, algorithm);
  } catch (error) {
    await store.files.remove(file.file);
    throw error;
  }
  return { ...file, algorithm };
}

/**
 * Returns the text of a request's XML, whose bytes match the checksums sent with it.
 *
 * @throws {ServiceError} If they do not (BadDigest)
 */
export async function receiveText({ request, headers }: S3Request): Promise<string> {
  const text = await readText(request);
  const algorithm = checksumOf(headers);
  if (algorithm === undefined && !headers.has("content-md5")) return text;
  const bytes = new TextEncoder().encode(text);
  const sums = [];
  for (const name of ["md5", algorithm ?? "md5"] as const) {
    const sum = await newChecksum(name, {});
    sum.update(bytes);
    sums.push(toBase64(await sum.digest()));
  }
  const [md5 = "", checksum] = sums;
  checkReceived(headers, { md5, checksum, size: bytes.length }, algorithm);
  return text;
}

function hexToBase64(hex: string): string {
  return btoa(hex.replace(/../g, (pair) => String.fromCharCode(parseInt(pair, 16))));
}
