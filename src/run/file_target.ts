/**
 * Determines bucket, key, bucket owner and encryption of a run's files.
 *
 * @module
 */
import { defaultBucket, parseArn } from "../artifacts/bucket.ts";
import type { UploadTarget } from "../artifacts/upload.ts";
import { fitsKey, LONGEST_KEY } from "../artifacts/object_key.ts";
import { ArgumentError } from "../errors.ts";
import type { RunSettings } from "./run_options.ts";

/** The rule of a key's length, as a phrase that follows "must". */
export const KEY_RULE = `leave room for a key of at most ${LONGEST_KEY} bytes`;

/** Settings of a run that determine where its files are stored. */
export interface FileSettings extends
  Pick<
    RunSettings,
    | "session"
    | "names"
    | "artifactBucket"
    | "artifactPrefix"
    | "artifactEncryption"
    | "artifactBucketOwner"
  > {
  /** ARN of the run's trial component, which contains the region and account. */
  readonly arn: string;
}

/** Destination of an upload, without its media type. */
export type FileTarget = Omit<UploadTarget, "mediaType"> & {
  /** URL of the object, `s3://…`. */
  readonly uri: string;
};

/**
 * Returns the bucket and key of one of a run's files.
 *
 * @param path Parts of the key below the run's own prefix
 * @throws {BucketError} If the bucket cannot be used
 * @throws {ArgumentError} If the key is longer than S3 accepts
 */
export async function fileTarget(
  settings: FileSettings,
  path: readonly string[],
  signal: AbortSignal | undefined,
): Promise<FileTarget> {
  const { session } = settings;
  const key = fileKey(settings, path);
  if (!fitsKey(key)) {
    const facts = { argument: "name", value: path.join("/"), rule: KEY_RULE };
    throw new ArgumentError("Cannot log file", facts);
  }
  const { bucket, bucketOwner } = await bucketOf(settings, signal);
  const encryption = settings.artifactEncryption ?? session.artifactEncryption;
  return { bucket, key, bucketOwner, encryption, uri: `s3://${bucket}/${key}` };
}

/** Returns the key of one of a run's files, from the parts below the run's own prefix. */
export function fileKey(settings: FileSettings, path: readonly string[]): string {
  const { session, names, artifactPrefix } = settings;
  const shared = settings.artifactBucket === undefined ? session.artifactBucketPrefix : undefined;
  return [shared, artifactPrefix, names.trialComponentName, ...path]
    .filter((part) => part !== undefined && part !== "").join("/");
}

async function bucketOf(
  settings: FileSettings,
  signal: AbortSignal | undefined,
): Promise<Pick<UploadTarget, "bucket" | "bucketOwner">> {
  const { session, arn, artifactBucket: bucket } = settings;
  const bucketOwner = settings.artifactBucketOwner ?? session.artifactBucketOwner;
  if (bucket !== undefined) return { bucket, bucketOwner };
  const { region, accountId } = parseArn(arn);
  return {
    bucket: await defaultBucket(session, { region, accountId }, { signal }),
    // Anyone can guess the default name, so its owner is verified.
    bucketOwner: bucketOwner ?? (session.artifactBucket === undefined ? accountId : undefined),
  };
}
