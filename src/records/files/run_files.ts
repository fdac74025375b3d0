/**
 * Lists and deletes the objects in S3 that belong to a run.
 *
 * @module
 */
import type { DescribeTrialComponentResponse } from "@aws-sdk/client-sagemaker";
import { addressOf, type ObjectAddress, parseAddress } from "../../artifacts/address.ts";
import { listObjects } from "../../artifacts/download.ts";
import { isNotFound } from "../../session/aws_errors.ts";
import type { CallOptions } from "../../session/caller.ts";
import type { Session } from "../../session/session.ts";
import { graphsOf } from "./graphs.ts";

/**
 * Yields the objects in the run's folders. These folders have the name of its trial component and
 * contain one of its artifacts or graphs. Artifacts in other folders do not belong to the run.
 */
export async function* filesOfRun(
  session: Session,
  component: DescribeTrialComponentResponse,
  signal: AbortSignal | undefined,
): AsyncGenerator<ObjectAddress> {
  const { TrialComponentName = "", TrialComponentArn = "" } = component;
  const uris = [component.OutputArtifacts, component.InputArtifacts]
    .flatMap((artifacts) => Object.values(artifacts ?? {}).map(({ Value = "" }) => Value));
  for await (const { uri } of graphsOf(session, TrialComponentArn, { signal })) uris.push(uri);
  const folders = new Set(uris.flatMap((uri) => folderOf(uri, TrialComponentName) ?? []));
  for (const folder of folders) {
    const address = parseAddress(folder);
    if (address) yield* objectsUnder(session, address, signal);
  }
}

/** Deletes an object. Deleting one that does not exist succeeds. */
export async function deleteObject(
  session: Session,
  { bucket: Bucket, key: Key }: ObjectAddress,
  options: CallOptions,
): Promise<void> {
  const owner = session.artifactBucketOwner;
  const request = { Bucket, Key, ...(owner === undefined ? {} : { ExpectedBucketOwner: owner }) };
  await session.s3.call("DeleteObject", request, options);
}

/** Returns an address up to the folder of that name; undefined if it has no such folder. */
function folderOf(uri: string, name: string): string | undefined {
  const address = parseAddress(uri);
  if (!address) return undefined;
  const parts = address.key.split("/");
  const at = parts.indexOf(name);
  if (at === -1 || at === parts.length - 1) return undefined;
  return addressOf({ ...address, key: `${parts.slice(0, at + 1).join("/")}/` });
}

async function* objectsUnder(
  session: Session,
  folder: ObjectAddress,
  signal: AbortSignal | undefined,
): AsyncGenerator<ObjectAddress> {
  try {
    yield* listObjects(session, folder, { signal });
  } catch (error) {
    // A bucket that no longer exists holds no files of the run.
    if (!isNotFound(error)) throw error;
  }
}
