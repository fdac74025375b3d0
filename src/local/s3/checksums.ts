/**
 * Checksums sent with uploads, and returned with downloads on request.
 *
 * @module
 */
import { ServiceError } from "../errors.ts";
import { CHECKSUM_ALGORITHMS, type ChecksumAlgorithm } from "../store/checksum.ts";
import type { ObjectHeaders } from "../store/objects.ts";
import { invalidArgument, notImplemented } from "./arguments.ts";

/** Prefix of the header fields that contain checksums. */
export const CHECKSUM_PREFIX = "x-amz-checksum-";

/** Header fields of the checksums that the service verifies. */
export const CHECKSUM_FIELDS: readonly string[] = CHECKSUM_ALGORITHMS.map((name) =>
  CHECKSUM_PREFIX + name
);

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
export function checksumOf(headers: Headers): ChecksumAlgorithm | undefined {
  const named = [...headers.keys(), ...announcedTrailers(headers)];
  return CHECKSUM_ALGORITHMS.find((algorithm) => named.includes(CHECKSUM_PREFIX + algorithm));
}

/** Returns the names of the fields that follow the body. */
export function announcedTrailers(headers: Headers): readonly string[] {
  return (headers.get("x-amz-trailer") ?? "").toLowerCase().split(",")
    .map((name) => name.trim()).filter((name) => name !== "");
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
    throw badDigest();
  }
}

/** Returns the error of content that does not match its checksum. */
export function badDigest(): ServiceError {
  return new ServiceError("BadDigest", "The checksum did not match the content received.");
}

const ALGORITHM = `${CHECKSUM_PREFIX}algorithm`;
const TYPE = `${CHECKSUM_PREFIX}type`;

/**
 * Returns the algorithm that a request sets for the object's checksum.
 *
 * @throws {ServiceError} If the service does not have it (NotImplemented)
 */
export function checksumWish(headers: Headers): ChecksumAlgorithm | undefined {
  const wished = headers.get(ALGORITHM);
  const algorithm = algorithmNamed(wished);
  if (wished !== null && algorithm === undefined) {
    throw notImplemented(`the checksum algorithm ${wished}`);
  }
  return algorithm;
}

function algorithmNamed(name: string | null | undefined): ChecksumAlgorithm | undefined {
  return CHECKSUM_ALGORITHMS.find((algorithm) => algorithm === name?.toLowerCase());
}

/**
 * Returns the header fields of CreateMultipartUpload that specify a checksum, to be stored with the
 * upload.
 *
 * @throws {ServiceError} If S3 does not support this algorithm for whole objects (InvalidRequest), or
 * the service does not have it (NotImplemented)
 */
export function checksumWishes(headers: Headers): ObjectHeaders {
  checksumWish(headers);
  const [algorithm, type] = [headers.get(ALGORITHM), typeIn(headers)];
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

function typeIn(headers: Headers): string | null {
  const type = headers.get(TYPE);
  if (type === null || type === "FULL_OBJECT" || type === "COMPOSITE") return type;
  throw invalidArgument(`${TYPE} must be FULL_OBJECT or COMPOSITE`);
}

/** The checksum of a whole object that its upload ends with. */
export interface WholeChecksum {
  /** Algorithm to compute; undefined for none. */
  readonly algorithm: ChecksumAlgorithm | undefined;
  /** Checksum that the client expects. */
  readonly expected: string | undefined;
  /** Stored header fields of the upload, without the checksum's. */
  readonly kept: ObjectHeaders;
}

/**
 * Returns the checksum for the whole object of a multipart upload. A checksum of the parts' checksums
 * (`COMPOSITE`) is not computed, because it does not verify the whole object.
 *
 * @param upload Header fields that were stored with the upload
 * @param headers Header fields of CompleteMultipartUpload
 * @throws {ServiceError} If they contradict each other (InvalidRequest), or the client expects a
 * checksum of checksums (NotImplemented)
 */
export function wholeChecksum(upload: ObjectHeaders, headers: Headers): WholeChecksum {
  const { [ALGORITHM]: wished, [TYPE]: wishedType, ...kept } = upload;
  const type = typeIn(headers) ?? wishedType;
  if (wishedType !== undefined && type !== wishedType) {
    throw new ServiceError("InvalidRequest", `The upload was created with the type ${wishedType}.`);
  }
  const given = checksumOf(headers);
  const expected = given && headers.get(CHECKSUM_PREFIX + given);
  const named = algorithmNamed(wished);
  if (expected?.includes("-")) {
    throw notImplemented(`the checksum of checksums in ${CHECKSUM_PREFIX}${given}`);
  }
  if (given && named && given !== named) {
    throw new ServiceError("InvalidRequest", `The upload was created with the checksum ${named}.`);
  }
  const algorithm = named ?? given;
  // S3 supports crc64nvme for whole objects only.
  const isWhole = type === "FULL_OBJECT" || algorithm === "crc64nvme" || expected !== undefined;
  return { algorithm: isWhole ? algorithm : undefined, expected: expected ?? undefined, kept };
}

/** Returns the header fields for a checksum of the whole object. */
export function checksumHeaders(
  algorithm: ChecksumAlgorithm | undefined,
  checksum: string | undefined,
): ObjectHeaders {
  if (algorithm === undefined || checksum === undefined) return {};
  return { [CHECKSUM_PREFIX + algorithm]: checksum, [TYPE]: "FULL_OBJECT" };
}
