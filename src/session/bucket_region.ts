/**
 * Where S3 says that a bucket is. Browser-safe.
 *
 * @module
 */
import { statusOf } from "./aws_errors.ts";

/** Names of regions: an answer becomes part of a host's name, to which signed requests go. */
const REGION = /^[a-z]{2}(-[a-z]+)+-\d{1,2}$/;

/**
 * The region that S3 says a bucket is in, where it refused a request for being sent to another: with
 * 301, or with 400 where the request was signed for the wrong one.
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
