/**
 * Checksums that an upload comes with, and that a download may ask for.
 *
 * @module
 */
import { ServiceError } from "../errors.ts";
import { CHECKSUM_ALGORITHMS, type ChecksumAlgorithm } from "../store/checksum.ts";
import type { ObjectHeaders } from "../store/objects.ts";

/** Beginning of the header fields that hold checksums. */
export const CHECKSUM_PREFIX = "x-amz-checksum-";

/**
 * Holds the fields behind a body against those that the request said would come.
 *
 * @throws {ServiceError} MalformedTrailerError for a checksum that was not announced, since it was not
 * computed
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

/** The checksum that a request brings, in a header field or behind its body. */
export function checksumOf({ headers }: Request): ChecksumAlgorithm | undefined {
  const named = [
    ...headers.keys(),
    ...(headers.get("x-amz-trailer") ?? "").toLowerCase().split(",").map((name) => name.trim()),
  ];
  return CHECKSUM_ALGORITHMS.find((algorithm) => named.includes(CHECKSUM_PREFIX + algorithm));
}

/**
 * Holds what was received against the checksums and lengths that it came with.
 *
 * @param headers Those of the request, trailing ones included
 * @throws {ServiceError} BadDigest or IncompleteBody
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
 * What the beginning of an upload in parts says of its checksum, to be kept with it.
 *
 * @throws {ServiceError} InvalidRequest for a checksum of the whole that S3 has of parts only
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
 * The checksum that an upload in parts is to have as a whole, and its header fields without what was
 * said of that. One of the parts' checksums (`COMPOSITE`) is not kept: it tells nothing of the whole.
 */
export function wishedChecksum(
  headers: ObjectHeaders,
): { readonly algorithm: ChecksumAlgorithm | undefined; readonly kept: ObjectHeaders } {
  const { [ALGORITHM]: wished, [TYPE]: type, ...kept } = headers;
  const algorithm = CHECKSUM_ALGORITHMS.find((name) => name === wished?.toLowerCase());
  // S3 has this one of the whole only.
  const isWhole = type === "FULL_OBJECT" || algorithm === "crc64nvme";
  return { algorithm: isWhole ? algorithm : undefined, kept };
}

/** The header fields of a checksum of the whole. */
export function checksumHeaders(
  algorithm: ChecksumAlgorithm | undefined,
  checksum: string | undefined,
): ObjectHeaders {
  if (algorithm === undefined || checksum === undefined) return {};
  return { [CHECKSUM_PREFIX + algorithm]: checksum, [TYPE]: "FULL_OBJECT" };
}
