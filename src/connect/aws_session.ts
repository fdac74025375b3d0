/**
 * A session over AWS, with the platform's default chain for region and credentials. Browser-safe.
 *
 * @module
 */
import { checkOptions, type OptionNames } from "../options.ts";
import type { Session } from "../session/session.ts";
import type { AwsSessionOptions } from "./open_aws_session.ts";

const OPTIONS: OptionNames<AwsSessionOptions> = {
  region: true,
  credentials: true,
  endpoint: true,
  fetch: true,
  maxAttempts: true,
  artifactBucket: true,
  artifactBucketPrefix: true,
  artifactEncryption: true,
  artifactBucketOwner: true,
  logger: true,
  notices: true,
};

/**
 * A session over AWS, through fetch-based clients made for it: network faults are tried again and
 * time limits kept in every runtime. In Deno it needs `--allow-env --allow-net`, and `--allow-read
 * --allow-sys` where credentials come from files.
 *
 * @param options Region, credentials, endpoint
 * @returns The session; disposing it closes its clients
 * @throws {SessionError} If no region is configured, or the profile that AWS_PROFILE names is missing
 *
 * @example
 * ```ts
 * import { awsSession } from "@runlog/sagemaker";
 *
 * const session = await awsSession({ region: "eu-west-1" });
 * ```
 */
export async function awsSession(options: AwsSessionOptions = {}): Promise<Session> {
  checkOptions("Cannot open AWS session", options, OPTIONS);
  const { openAwsSession } = await import("./open_aws_session.ts");
  return await openAwsSession(options);
}
