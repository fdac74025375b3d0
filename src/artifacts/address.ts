/**
 * Addresses of objects, `s3://bucket/key`, as artifacts hold them. Pure. Browser-safe.
 *
 * @module
 */

/** Where an object is, or a folder of them: then the key ends with a slash. */
export interface ObjectAddress {
  /** Bucket. */
  readonly bucket: string;
  /** Key, as it is: addresses of S3's escape nothing. */
  readonly key: string;
}

/** An access point stands for a bucket by its ARN, which has a slash of its own. */
const ADDRESS = /^s3:\/\/(arn:[^/]*:accesspoint[/:][^/]+|[^/]+)\/(.+)$/s;

/** The parts of an address; undefined for what is none of S3's. */
export function parseAddress(uri: string): ObjectAddress | undefined {
  const [, bucket, key] = ADDRESS.exec(uri) ?? [];
  return bucket === undefined || key === undefined ? undefined : { bucket, key };
}

/** The address of its parts. */
export function addressOf({ bucket, key }: ObjectAddress): string {
  return `s3://${bucket}/${key}`;
}
