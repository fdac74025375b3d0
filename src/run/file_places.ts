/**
 * Where the files of a run go: bucket, key, owner, encryption. Browser-safe.
 *
 * @module
 */
import { defaultBucket, placeOf } from "../artifacts/bucket.ts";
import type { UploadTarget } from "../artifacts/upload.ts";
import { ArgumentError } from "../errors.ts";
import type { Encryption } from "../rules/encryption.ts";
import type { Session } from "../session/session.ts";

/** Longest key of S3's, in bytes. */
const LONGEST_KEY = 1_024;

/** Where a run's files go. */
export interface FilePlace {
  /** The session. */
  readonly session: Session;
  /** ARN of the run's trial component, which tells region and account. */
  readonly arn: string;
  /** Name of the run's trial component. */
  readonly trialComponentName: string;
  /** Bucket; undefined means the session's default. */
  readonly bucket: string | undefined;
  /** Key prefix. */
  readonly prefix: string;
  /** How S3 encrypts them; undefined means as the session says. */
  readonly encryption: Encryption | undefined;
  /** The account the bucket must belong to; undefined means as the session says. */
  readonly bucketOwner: string | undefined;
}

/** An upload's target, its media type yet to be told. */
export type FileTarget = Omit<UploadTarget, "mediaType"> & {
  /** Its address, `s3://…`. */
  readonly uri: string;
};

/**
 * Where something of the run's goes.
 *
 * @param path Parts of its key behind the run's own
 * @throws {BucketError} when the bucket cannot be used
 * @throws {ArgumentError} when the key is longer than S3 takes
 */
export async function fileTarget(
  place: FilePlace,
  path: readonly string[],
  signal: AbortSignal | undefined,
): Promise<FileTarget> {
  const { session, trialComponentName, prefix } = place;
  const shared = place.bucket === undefined ? session.artifactBucketPrefix : undefined;
  const key = [shared, prefix, trialComponentName, ...path]
    .filter((part) => part !== undefined && part !== "").join("/");
  if (new TextEncoder().encode(key).length > LONGEST_KEY) {
    const rule = `leave room for a key of at most ${LONGEST_KEY} bytes`;
    throw new ArgumentError("Cannot log file", { argument: "name", value: path.join("/"), rule });
  }
  const { bucket, bucketOwner } = await bucketOf(place, signal);
  const encryption = place.encryption ?? session.artifactEncryption;
  return { bucket, key, bucketOwner, encryption, uri: `s3://${bucket}/${key}` };
}

async function bucketOf(
  place: FilePlace,
  signal: AbortSignal | undefined,
): Promise<Pick<UploadTarget, "bucket" | "bucketOwner">> {
  const { session, arn, bucket, bucketOwner = session.artifactBucketOwner } = place;
  if (bucket !== undefined) return { bucket, bucketOwner };
  const { region, accountId } = placeOf(arn);
  return {
    bucket: await defaultBucket(session, { region, accountId }, { signal }),
    // A name that anyone can work out is checked to be the account's own.
    bucketOwner: bucketOwner ?? (session.artifactBucket === undefined ? accountId : undefined),
  };
}
