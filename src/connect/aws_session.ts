/**
 * Opens sessions over AWS, with the platform's default chain for region and credentials.
 *
 * @module
 */
import { checkOptions, type OptionKinds } from "../options.ts";
import type { Session } from "../session/session.ts";
import type { AwsSessionOptions } from "./open_aws_session.ts";
import { FLAG, FUNCTION, LOGGER, OBJECT, TEXT, wholeFrom } from "../kinds.ts";
import { ACCOUNT_ID } from "../rules/encryption.ts";

const OPTIONS: OptionKinds<AwsSessionOptions> = {
  region: TEXT,
  credentials: OBJECT,
  endpoint: TEXT,
  fetch: FUNCTION,
  maxAttempts: wholeFrom(1),
  artifactBucket: TEXT,
  artifactBucketPrefix: TEXT,
  artifactEncryption: true,
  artifactBucketOwner: ACCOUNT_ID,
  logger: LOGGER,
  notices: FLAG,
};

/**
 * Opens a session over AWS. Its clients use fetch: in every runtime they retry network errors and
 * keep time limits. In Deno it needs `--allow-env --allow-net`. Credentials from files also need
 * `--allow-read --allow-sys`.
 *
 * @param options Region, credentials, endpoint
 * @returns The session; disposing it closes its clients
 * @throws {SessionError} If no region is configured, or the profile in AWS_PROFILE does not exist
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
