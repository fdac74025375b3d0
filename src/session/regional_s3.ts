/**
 * Sends S3 requests to the region of each bucket.
 *
 * @module
 */
import type { AwsClient } from "./caller.ts";
import { bucketRegionOf } from "./bucket_region.ts";

/** The part of an S3 command that names its bucket. */
interface BucketCommand {
  readonly input: { readonly Bucket?: string };
}

/**
 * Creates a client that sends each bucket's requests to the bucket's region. A bucket in another
 * region costs one additional request, the first time.
 *
 * @param home Client for the session's region
 * @param makeClient Creates a client for another region
 */
export function regionalS3(
  home: AwsClient,
  makeClient: (region: string) => AwsClient,
): AwsClient {
  const clients = new Map<string, AwsClient>();
  const regions = new Map<string, string>();
  const clientOf = (bucket: string): AwsClient => clients.get(regions.get(bucket) ?? "") ?? home;
  return {
    config: home.config,
    async send(command: BucketCommand, options?: { readonly abortSignal?: AbortSignal }) {
      const { Bucket = "" } = command.input;
      const client = clientOf(Bucket);
      try {
        return await client.send(command as never, options);
      } catch (error) {
        const region = bucketRegionOf(error);
        if (region === undefined || regions.get(Bucket) === region) throw error;
        regions.set(Bucket, region);
        if (!clients.has(region)) clients.set(region, makeClient(region));
        return await clientOf(Bucket).send(command as never, options);
      }
    },
  };
}
