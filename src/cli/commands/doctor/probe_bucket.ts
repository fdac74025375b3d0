/**
 * Checks the bucket for files: whether it exists, and which account owns it.
 *
 * @module
 */
import type { Session } from "../../../../mod.ts";
import { factsOf } from "./permission.ts";

/** State of the bucket. */
export interface BucketReport {
  readonly name: string;
  /** Whether the session can use it. */
  readonly state: "own" | "missing" | "foreign" | "elsewhere" | "unknown";
  /** The state in words. */
  readonly text: string;
}

/** Checks the session's bucket. */
export async function probeBucket(
  { s3, artifactBucket }: Session,
  { region, accountId }: { readonly region: string; readonly accountId: string },
  signal: AbortSignal,
): Promise<BucketReport> {
  const name = artifactBucket ?? `sagemaker-${region}-${accountId}`;
  const look = async (owner: string | undefined): Promise<unknown> => {
    const guard = owner === undefined ? {} : { ExpectedBucketOwner: owner };
    try {
      await s3.call("HeadBucket", { Bucket: name, ...guard }, { signal });
      return undefined;
    } catch (error) {
      return error;
    }
  };
  const refused = await look(accountId);
  if (refused === undefined) {
    return { name, state: "own", text: "exists and belongs to this account" };
  }
  const { status, message } = factsOf(refused);
  if (status === 404) {
    const text = artifactBucket === undefined
      ? "does not exist; the first file creates it"
      : "does not exist";
    return { name, state: "missing", text };
  }
  if (status === 301 || status === 400) {
    return { name, state: "elsewhere", text: "is in another region" };
  }
  if (status === 403) {
    return await look(undefined) === undefined
      ? { name, state: "foreign", text: "belongs to another account" }
      : { name, state: "unknown", text: "belongs to another account, or s3:ListBucket is denied" };
  }
  return { name, state: "unknown", text: `cannot be checked: ${message}` };
}
