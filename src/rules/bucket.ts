/**
 * What may stand where a bucket is asked for. Pure. Browser-safe.
 *
 * @module
 */
import { ArgumentError } from "../errors.ts";

/** Names of buckets and aliases of access points, old and long ones included. */
const NAME = /^[\w.-]{1,255}$/;

/** ARNs of access points of one region: those of several need a signature of their own. */
const ACCESS_POINT = /^arn:aws[\w-]*:s3:[a-z0-9-]+:\d{12}:accesspoint[/:][a-z0-9-]{3,50}$/;

/** Checks the bucket that a caller chose for files. */
export function checkBucket(action: string, bucket: string | undefined): void {
  if (bucket === undefined || NAME.test(bucket) || ACCESS_POINT.test(bucket)) return;
  throw new ArgumentError(action, {
    argument: "artifactBucket",
    value: bucket,
    rule: "be a bucket's name, or the ARN of an S3 access point of one region",
  });
}
