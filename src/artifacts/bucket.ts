/**
 * Finds the session's default bucket from an ARN and creates it if it does not exist, as the
 * SageMaker Python SDK does.
 *
 * @module
 */
import { codeOf, isNotFound, statusOf } from "../session/aws_errors.ts";
import { bucketRegionOf } from "../session/bucket_region.ts";
import type { CallOptions } from "../session/caller.ts";
import type { Session } from "../session/session.ts";
import { BucketError } from "./bucket_error.ts";

/** Account and region, which every SageMaker ARN contains. */
export interface RegionalAccount {
  /** AWS region, such as `eu-west-1`. */
  readonly region: string;
  /** Account ID of 12 digits. */
  readonly accountId: string;
}

/** Returns the region and account of an ARN. */
export function parseArn(arn: string): RegionalAccount {
  const [, , , region = "", accountId = ""] = arn.split(":");
  return { region, accountId };
}

// One check per session: the bucket is not deleted while runs are recorded to it.
const checked = new WeakMap<Session, Promise<string>>();

/**
 * Returns the session's default bucket and creates it if it does not exist. The name is the
 * session's `artifactBucket`, or `sagemaker-{region}-{account}` without one.
 *
 * @throws {BucketError} If it belongs to another account or cannot be created
 */
export function defaultBucket(
  session: Session,
  account: RegionalAccount,
  options?: CallOptions,
): Promise<string> {
  let bucket = checked.get(session);
  if (!bucket) {
    bucket = ensureBucket(session, account, options);
    checked.set(session, bucket);
    bucket.catch(() => checked.delete(session));
  }
  return bucket;
}

/** Returns the name of the session's default bucket. The bucket need not exist. */
export function defaultBucketName(
  session: Session,
  { region, accountId }: RegionalAccount,
): string {
  return session.artifactBucket ?? `sagemaker-${region}-${accountId}`;
}

async function ensureBucket(
  session: Session,
  account: RegionalAccount,
  options?: CallOptions,
): Promise<string> {
  const { region, accountId } = account;
  const Bucket = defaultBucketName(session, account);
  // Anyone can guess the default name, so its owner is verified. A name from the caller is not.
  const guard = session.artifactBucket ? {} : { ExpectedBucketOwner: accountId };
  try {
    await session.s3.call("HeadBucket", { Bucket, ...guard }, options);
  } catch (error) {
    if (!isNotFound(error) && codeOf(error) !== "NoSuchBucket") {
      throw refusal(Bucket, error, region);
    }
    await createBucket(session, Bucket, region, options);
  }
  return Bucket;
}

async function createBucket(
  session: Session,
  Bucket: string,
  region: string,
  options?: CallOptions,
): Promise<void> {
  // S3 rejects a constraint that names us-east-1; the local service accepts any region name.
  const where = region === "us-east-1"
    ? {}
    : { CreateBucketConfiguration: { LocationConstraint: region as "eu-west-1" } };
  try {
    await session.s3.call("CreateBucket", { Bucket, ...where }, options);
  } catch (error) {
    const code = codeOf(error);
    // Another process is creating it or has created it.
    if (code !== "OperationAborted" && code !== "BucketAlreadyOwnedByYou") {
      throw refusal(Bucket, error, region);
    }
  }
}

function refusal(bucket: string, cause: unknown, region: string): unknown {
  const bucketRegion = bucketRegionOf(cause);
  if (bucketRegion !== undefined) {
    const reason =
      `it is in ${bucketRegion}, but the session is in ${region}. Choose a bucket in ` +
      `${region} with artifactBucket, or pass an S3 client for ${bucketRegion}`;
    return new BucketError(bucket, reason, { cause });
  }
  if (statusOf(cause) !== 403) return cause;
  return new BucketError(
    bucket,
    "it belongs to another account, or the credentials lack permission. Choose another bucket " +
      "with artifactBucket",
    { cause },
  );
}
