/**
 * Stores a file where a session stores files: through the port of a store in this process, or by an
 * upload to S3.
 *
 * @module
 */
import type { Session } from "../session/session.ts";
import type { OpenFile } from "./source.ts";
import type { UploadOptions, UploadTarget } from "./upload.ts";

/**
 * Stores a file.
 *
 * @returns The object's ETag, in quotes as S3 returns it
 * @throws the abort's reason, the store's error or the AWS SDK's
 */
export async function storeFile(
  session: Session,
  file: OpenFile,
  target: UploadTarget,
  options: Omit<UploadOptions, "watch"> = {},
): Promise<string | undefined> {
  const { files, s3 } = session;
  const { signal, onProgress } = options;
  const etag = await files?.put(file, target, {
    signal,
    onProgress: onProgress && ((loaded) => onProgress({ loaded, total: file.size })),
  });
  if (etag !== undefined) return etag;
  const { upload } = await import("./upload.ts");
  return await upload(await s3.client(), file, target, { ...options, watch: s3.watch });
}
