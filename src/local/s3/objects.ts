/**
 * Writes S3's objects: from a request's body.
 *
 * @module
 */
import type { StoredObject } from "../store/objects.ts";
import { checksumHeaders } from "./checksums.ts";
import { requireReplaceable } from "./conditions.ts";
import { requireBucket, requireKey, type S3Request } from "./exchange.ts";
import { receive } from "./receive.ts";
import { keptHeaders, withTags } from "./stored_headers.ts";
import { noSuchBucket, removeFiles } from "./stored_objects.ts";
import { taggingOf } from "./tagging.ts";

/** Answers PutObject. */
export async function putObject(exchange: S3Request): Promise<Response> {
  await requireBucket(exchange);
  requireKey(exchange);
  const tags = taggingOf(exchange.headers);
  const { file, size, md5: etag, algorithm, checksum } = await receive(exchange);
  const sums = checksumHeaders(algorithm, checksum);
  const headers = withTags({ ...keptHeaders(exchange.headers), ...sums }, tags);
  await replaceObject(exchange, { file, size, etag, headers });
  return new Response(null, { headers: { ...sums, etag: `"${etag}"` } });
}

/** Replaces an object, if the request's conditions allow it. */
export async function replaceObject(
  { headers, bucket, key, store, now }: S3Request,
  object: Omit<StoredObject, "key" | "created">,
): Promise<void> {
  try {
    const before = await store.write(async ({ objects }) => {
      // The bucket may have been deleted while the bytes arrived.
      if (!await objects.hasBucket(bucket)) throw noSuchBucket();
      requireReplaceable(headers, await objects.get(bucket, key));
      return await objects.put(bucket, { ...object, key, created: now });
    });
    await removeFiles(store, [before]);
  } catch (error) {
    await removeFiles(store, [object.file]);
    throw error;
  }
}
