/**
 * Rejects what a request asks for and the service does not have: no parameter and no header field
 * that would change its meaning is ignored.
 *
 * @module
 */
import { CHECKSUM_ALGORITHMS } from "../store/checksum.ts";
import { notImplemented } from "./arguments.ts";
import { announcedTrailers, CHECKSUM_PREFIX } from "./checksums.ts";
import type { S3Operation } from "./operation.ts";

/** Query parameters of signatures, which the service does not check. Also those of version 2. */
const SIGNATURE: ReadonlySet<string> = new Set([
  "awsaccesskeyid",
  "expires",
  "signature",
  "x-amz-algorithm",
  "x-amz-content-sha256",
  "x-amz-credential",
  "x-amz-date",
  "x-amz-expires",
  "x-amz-region-set",
  "x-amz-security-token",
  "x-amz-signature",
  "x-amz-signedheaders",
]);

/** Returns whether a query parameter is a header field that a presigned URL has in its query. */
export function isHoisted(parameter: string): boolean {
  const name = parameter.toLowerCase();
  return name.startsWith("x-amz-") && !SIGNATURE.has(name);
}

/** Header fields that every operation obeys, or that change nothing that a local store could do. */
const UNDERSTOOD: ReadonlySet<string> = new Set([
  // Obeyed wherever they occur.
  "x-amz-decoded-content-length",
  "x-amz-expected-bucket-owner",
  "x-amz-trailer",
  // The signature, which is not checked: a token is.
  "x-amz-content-sha256",
  "x-amz-date",
  "x-amz-security-token",
  // The client, which announces a checksum that it also sends.
  "x-amz-api-version",
  "x-amz-sdk-checksum-algorithm",
  "x-amz-user-agent",
  // Requests cost nothing.
  "x-amz-request-payer",
  // No object is locked or archived.
  "x-amz-bypass-governance-retention",
  "x-amz-optional-object-attributes",
  // Sessions may ask for encryption wherever they record: a local store accepts it, and leaves it
  // to the disk.
  "x-amz-server-side-encryption",
  "x-amz-server-side-encryption-aws-kms-key-id",
  "x-amz-server-side-encryption-bucket-key-enabled",
  "x-amz-server-side-encryption-context",
]);

/** Values of other header fields that describe the state of every local store. */
const ALWAYS_SO: Readonly<Record<string, readonly string[]>> = {
  // The account owns buckets and objects, and there are no grants to others.
  "x-amz-acl": ["private", "bucket-owner-read", "bucket-owner-full-control"],
  "x-amz-bucket-namespace": ["global"],
  "x-amz-bucket-object-lock-enabled": ["false"],
  "x-amz-object-ownership": ["BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"],
  "x-amz-storage-class": ["STANDARD"],
};

/** Conditions, which S3 has for some operations only. */
const CONDITIONS: ReadonlySet<string> = new Set([
  "if-match",
  "if-modified-since",
  "if-none-match",
  "if-unmodified-since",
]);

/**
 * Checks that the operation obeys whatever the request asks for.
 *
 * @throws {ServiceError} If not (NotImplemented); the message names the parameter or field
 */
export function requireUnderstood(
  operation: S3Operation,
  { query, headers }: { readonly query: URLSearchParams; readonly headers: Headers },
): void {
  const { name: operationName, parameter, parameters = [] } = operation;
  for (const name of query.keys()) {
    if (name === parameter || parameters.includes(name) || isHarmless(name)) continue;
    throw notImplemented(`the query parameter ${name} of ${operationName}`);
  }
  for (const [name, value] of headers) {
    if (isUnderstood(operation, name, value)) continue;
    throw notImplemented(`the header field ${name} of ${operationName}`);
  }
  for (const name of announcedTrailers(headers)) {
    if (!name.startsWith(CHECKSUM_PREFIX)) continue;
    if (CHECKSUM_ALGORITHMS.some((algorithm) => name === CHECKSUM_PREFIX + algorithm)) continue;
    throw notImplemented(`the trailing field ${name}`);
  }
}

/** As in S3, parameters that begin with `x-` are the client's own. */
function isHarmless(parameter: string): boolean {
  const name = parameter.toLowerCase();
  return SIGNATURE.has(name) || name.startsWith("x-");
}

function isUnderstood({ field, fields = [] }: S3Operation, name: string, value: string): boolean {
  if (!name.startsWith("x-amz-") && !CONDITIONS.has(name)) return true;
  return name === field || fields.includes(name) || UNDERSTOOD.has(name) ||
    (name.startsWith("x-amz-meta-") && fields.includes("x-amz-meta-*")) ||
    (ALWAYS_SO[name]?.includes(value) ?? false);
}
