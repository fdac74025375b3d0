/**
 * Access and versioning, in the only way that a local store has them: everything belongs to the
 * account, and there are no versions.
 *
 * @module
 */
import type { Elements } from "../protocol/xml.ts";
import { ownerOf, requireBucket, requireObject, type S3Request, xmlAnswer } from "./exchange.ts";

/** Answers GetBucketVersioning. As in S3, a bucket that never had versions has no status. */
export async function getVersioning(exchange: S3Request): Promise<Response> {
  await requireBucket(exchange);
  return xmlAnswer("VersioningConfiguration", "");
}

/** Answers GetBucketAcl. */
export async function getBucketAcl(exchange: S3Request): Promise<Response> {
  await requireBucket(exchange);
  return xmlAnswer("AccessControlPolicy", grants(exchange));
}

/** Answers GetObjectAcl. */
export async function getObjectAcl(exchange: S3Request): Promise<Response> {
  await requireObject(exchange);
  return xmlAnswer("AccessControlPolicy", grants(exchange));
}

function grants(exchange: S3Request): Elements {
  const Owner = ownerOf(exchange);
  const Grantee = {
    "@xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "@xsi:type": "CanonicalUser",
    ...Owner,
  };
  return { Owner, AccessControlList: { Grant: { Grantee, Permission: "FULL_CONTROL" } } };
}
