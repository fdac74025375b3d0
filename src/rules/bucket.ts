/**
 * Checks the names of buckets and the ARNs of access points. Pure.
 *
 * @module
 */
import { ArgumentError } from "../errors.ts";

/** Names of buckets and aliases of access points, including old and long ones. */
const NAME = /^[\w.-]{1,255}$/;

/** ARNs of access points in one region. Multi-Region Access Points need another signature. */
const ACCESS_POINT = /^arn:aws[\w-]*:s3:[a-z0-9-]+:\d{12}:accesspoint[/:][a-z0-9-]{3,50}$/;

/** Checks the bucket that a caller chose for files. */
export function checkBucket(action: string, bucket: string | undefined): void {
  if (bucket === undefined || NAME.test(bucket) || ACCESS_POINT.test(bucket)) return;
  throw new ArgumentError(action, {
    argument: "artifactBucket",
    value: bucket,
    rule: "be a bucket name, or the ARN of an S3 access point in one region",
  });
}
