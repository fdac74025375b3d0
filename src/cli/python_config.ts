/**
 * The configuration of the SageMaker Python SDK for a served store. Without it, the SDK asks AWS's own
 * STS for the account that its default bucket is named by. The store itself holds the file, because
 * the SDK reads it from S3 as well: it is then there for clients on other machines too.
 *
 * @module
 */
import type { LocalService } from "../local.ts";

/** Key of the file. The SDK takes an address as a folder unless one key alone begins with it. */
const KEY = "runlog/sagemaker-python-sdk.yaml";

/**
 * Puts the configuration into the default bucket of a store.
 *
 * @returns The address that the SDK reads; undefined if the store may only be read, and so cannot
 * take files of the SDK either
 */
export async function keepPythonConfig(
  { fetch, region, accountId }: LocalService,
): Promise<string | undefined> {
  const bucket = `sagemaker-${region}-${accountId}`;
  const send = async (path: string, method: string, body?: string): Promise<Response> =>
    await fetch(new Request(`http://runlog.local/${path}`, { method, ...(body && { body }) }));
  const config = configOf(bucket);
  const path = `${bucket}/${KEY}`;
  const address = `s3://${path}`;
  const found = await send(path, "GET");
  const text = await found.text();
  if (found.ok && text === config) return address;
  // The bucket may exist.
  await (await send(bucket, "PUT")).body?.cancel();
  const kept = await send(path, "PUT", config);
  await kept.body?.cancel();
  return kept.ok ? address : undefined;
}

/** The SDK would also report each call to AWS, if AWS has such a region. */
function configOf(bucket: string): string {
  return `SchemaVersion: "1.0"
SageMaker:
  PythonSDK:
    Modules:
      TelemetryOptOut: true
      Session:
        DefaultS3Bucket: ${bucket}
`;
}
