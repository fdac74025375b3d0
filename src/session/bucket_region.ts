/**
 * Reads a bucket's region from an S3 error.
 *
 * @module
 */
import { statusOf } from "./aws_errors.ts";

/** Pattern of region names, checked because signed requests go to a host with that name. */
const REGION = /^[a-z]{2}(-[a-z]+)+-\d{1,2}$/;

/**
 * Returns the bucket's region if S3 rejected a request because it was sent to another region. The
 * status is 301, or 400 if the request was signed for the wrong region.
 */
export function bucketRegionOf(error: unknown): string | undefined {
  const status = statusOf(error);
  if (!(error instanceof Error) || (status !== 301 && status !== 400)) return undefined;
  if (!("$response" in error)) return undefined;
  // The SDK hides the answer it read there.
  const answer = error.$response as { readonly headers?: Record<string, string> } | undefined;
  const region = answer?.headers?.["x-amz-bucket-region"];
  return region !== undefined && REGION.test(region) ? region : undefined;
}
