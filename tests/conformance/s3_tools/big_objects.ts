/** Large files and objects, compared by their digests. */
import type { TestService } from "../../local/test_service.ts";

/** Bytes that differ at every position of a part from those of the other parts. */
export function bigBytes(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  const words = new Uint32Array(bytes.buffer, 0, Math.floor(length / 4));
  let state = 0x9e3779b9;
  for (let index = 0; index < words.length; index++) {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + index;
    words[index] = state;
  }
  return bytes;
}

/** Returns the digest of bytes, to be compared with another. */
export async function digestOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

/** Returns the digest of a file. */
export async function fileDigest(path: string): Promise<string> {
  return await digestOf(await Deno.readFile(path));
}

/** Returns the digest of an object, and its ETag, which ends with the number of its parts. */
export async function objectDigest(
  { s3 }: TestService,
  Bucket: string,
  Key: string,
): Promise<{ readonly digest: string; readonly etag: string }> {
  const { Body, ETag = "" } = await s3.getObject({ Bucket, Key });
  const bytes = await Body?.transformToByteArray() ?? new Uint8Array();
  return { digest: await digestOf(new Uint8Array(bytes)), etag: ETag };
}
