/**
 * A session over AWS, with the platform's default chain for region and credentials. Browser-safe.
 *
 * @module
 */
import type { Session } from "../session/session.ts";
import type { AwsSessionOptions } from "./open_aws_session.ts";

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
  const { openAwsSession } = await import("./open_aws_session.ts");
  return await openAwsSession(options);
}
