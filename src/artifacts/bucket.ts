/**
 * The bucket files go to: the session's default, found from an ARN and made when absent, as the
 * SageMaker Python SDK does. Browser-safe.
 *
 * @module
 */
import { codeOf, isNotFound, statusOf } from "../session/aws_errors.ts";
import { bucketRegionOf } from "../session/bucket_region.ts";
import type { CallOptions } from "../session/caller.ts";
import type { Session } from "../session/session.ts";
import { BucketError } from "./bucket_error.ts";

/** An account in a region, as every ARN of SageMaker names it. */
export interface RegionalAccount {
  /** Region. */
  readonly region: string;
  /** Twelve digits. */
  readonly accountId: string;
}

/** Returns the region and account of an ARN. */
export function parseArn(arn: string): RegionalAccount {
  const [, , , region = "", accountId = ""] = arn.split(":");
  return { region, accountId };
}

// One check a session: the bucket does not go away while runs are recorded into it.
const checked = new WeakMap<Session, Promise<string>>();

/**
 * The session's default bucket, made if absent: its `defaultBucket`, else
 * `sagemaker-{region}-{account}`.
 *
 * @throws {BucketError} when it belongs to another account or cannot be made
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

/** The name of the session's default bucket, which may be absent. */
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
  // A name that anyone can work out is checked to be the account's own; a name of the caller's is not.
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
  // S3 refuses a constraint that names us-east-1; the local service takes any region of its own.
  const where = region === "us-east-1"
    ? {}
    : { CreateBucketConfiguration: { LocationConstraint: region as "eu-west-1" } };
  try {
    await session.s3.call("CreateBucket", { Bucket, ...where }, options);
  } catch (error) {
    const code = codeOf(error);
    // Another process is making it, or has.
    if (code !== "OperationAborted" && code !== "BucketAlreadyOwnedByYou") {
      throw refusal(Bucket, error, region);
    }
  }
}

function refusal(bucket: string, cause: unknown, region: string): unknown {
  const bucketRegion = bucketRegionOf(cause);
  if (bucketRegion !== undefined) {
    const reason = `it is in ${bucketRegion}, and the session is in ${region}. Choose one in ` +
      `${region} with artifactBucket, or use an S3 client of ${bucketRegion}`;
    return new BucketError(bucket, reason, { cause });
  }
  if (statusOf(cause) !== 403) return cause;
  return new BucketError(
    bucket,
    "it belongs to another account, or the credentials may not use it. Choose another with " +
      "artifactBucket",
    { cause },
  );
}
