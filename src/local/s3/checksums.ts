/**
 * Checksums sent with uploads, and returned with downloads on request.
 *
 * @module
 */
import { ServiceError } from "../errors.ts";
import { CHECKSUM_ALGORITHMS, type ChecksumAlgorithm } from "../store/checksum.ts";
import type { ObjectHeaders } from "../store/objects.ts";

/** Prefix of the header fields that contain checksums. */
export const CHECKSUM_PREFIX = "x-amz-checksum-";

/**
 * Compares the trailing fields of a body with those that the request announced.
 *
 * @throws {ServiceError} If a checksum was not announced and therefore not computed
 * (MalformedTrailerError)
 */
export function checkTrailers(trailers: Headers, algorithm: ChecksumAlgorithm | undefined): void {
  for (const name of trailers.keys()) {
    if (!name.startsWith(CHECKSUM_PREFIX) || name === CHECKSUM_PREFIX + algorithm) continue;
    throw new ServiceError(
      "MalformedTrailerError",
      "The request contained trailing data that was not well-formed",
    );
  }
}

/** Returns the checksum algorithm that a request uses, in a header field or a trailing field. */
export function checksumOf({ headers }: Request): ChecksumAlgorithm | undefined {
  const named = [
    ...headers.keys(),
    ...(headers.get("x-amz-trailer") ?? "").toLowerCase().split(",").map((name) => name.trim()),
  ];
  return CHECKSUM_ALGORITHMS.find((algorithm) => named.includes(CHECKSUM_PREFIX + algorithm));
}

/**
 * Compares the received bytes with the request's checksums and length.
 *
 * @param headers Header fields of the request, including trailing ones
 * @throws {ServiceError} If a checksum (BadDigest) or the length (IncompleteBody) does not match
 */
export function checkReceived(
  headers: Headers,
  received: { readonly md5: string; readonly checksum: string | undefined; readonly size: number },
  algorithm: ChecksumAlgorithm | undefined,
): void {
  const length = headers.get("x-amz-decoded-content-length");
  if (length !== null && Number(length) !== received.size) {
    throw new ServiceError(
      "IncompleteBody",
      "You did not provide the number of bytes specified by the Content-Length HTTP header",
    );
  }
  const md5 = headers.get("content-md5");
  const given = algorithm && headers.get(CHECKSUM_PREFIX + algorithm);
  if ((md5 !== null && md5 !== received.md5) || (given && given !== received.checksum)) {
    throw new ServiceError("BadDigest", "The checksum did not match the content received.");
  }
}

const ALGORITHM = `${CHECKSUM_PREFIX}algorithm`;
const TYPE = `${CHECKSUM_PREFIX}type`;

/**
 * Returns the header fields of CreateMultipartUpload that specify a checksum, to be stored with the
 * upload.
 *
 * @throws {ServiceError} If S3 does not support this algorithm for whole objects (InvalidRequest)
 */
export function checksumWishes({ headers }: Request): ObjectHeaders {
  const [algorithm, type] = [headers.get(ALGORITHM), headers.get(TYPE)];
  if (type === "FULL_OBJECT" && algorithm?.startsWith("SHA")) {
    throw new ServiceError(
      "InvalidRequest",
      `The FULL_OBJECT checksum type cannot be used with the ${algorithm} checksum algorithm.`,
    );
  }
  return {
    ...(algorithm === null ? {} : { [ALGORITHM]: algorithm }),
    ...(type === null ? {} : { [TYPE]: type }),
  };
}

/**
 * Returns the checksum algorithm for the whole object of a multipart upload, and the header fields
 * without the checksum's. A checksum of the parts' checksums (`COMPOSITE`) is dropped, because it
 * does not verify the whole object.
 */
export function wishedChecksum(
  headers: ObjectHeaders,
): { readonly algorithm: ChecksumAlgorithm | undefined; readonly kept: ObjectHeaders } {
  const { [ALGORITHM]: wished, [TYPE]: type, ...kept } = headers;
  const algorithm = CHECKSUM_ALGORITHMS.find((name) => name === wished?.toLowerCase());
  // S3 supports this algorithm for whole objects only.
  const isWhole = type === "FULL_OBJECT" || algorithm === "crc64nvme";
  return { algorithm: isWhole ? algorithm : undefined, kept };
}

/** Returns the header fields for a checksum of the whole object. */
export function checksumHeaders(
  algorithm: ChecksumAlgorithm | undefined,
  checksum: string | undefined,
): ObjectHeaders {
  if (algorithm === undefined || checksum === undefined) return {};
  return { [CHECKSUM_PREFIX + algorithm]: checksum, [TYPE]: "FULL_OBJECT" };
}
