/**
 * Parses and formats the URLs of S3 objects, `s3://bucket/key`, which artifacts store.
 *
 * @module
 */

/** Bucket and key of an S3 object, or of a folder: then the key ends with a slash. */
export interface ObjectAddress {
  /** Name of the bucket. */
  readonly bucket: string;
  /** Key, not escaped: `s3://` URLs escape no characters. */
  readonly key: string;
}

/** An access point stands for a bucket by its ARN, which contains a slash. */
const ADDRESS = /^s3:\/\/(arn:[^/]*:accesspoint[/:][^/]+|[^/]+)\/(.+)$/s;

/** Parses an `s3://` URL. Returns undefined for any other string. */
export function parseAddress(uri: string): ObjectAddress | undefined {
  const [, bucket, key] = ADDRESS.exec(uri) ?? [];
  return bucket === undefined || key === undefined ? undefined : { bucket, key };
}

/** Formats an `s3://` URL. */
export function addressOf({ bucket, key }: ObjectAddress): string {
  return `s3://${bucket}/${key}`;
}
