/**
 * Verifies the length and checksum of downloads.
 *
 * @module
 */
import { builtin } from "../runtime.ts";
import { IntegrityError } from "./integrity_error.ts";

/** Expected length and checksum of a download. */
export interface Expected {
  /** The file's `s3://` URL. */
  readonly uri: string;
  /** Length in bytes. */
  readonly size: number | undefined;
  /** MD5 in hex, if nothing else verifies the bytes. */
  readonly md5: string | undefined;
}

/**
 * Returns a stream of the same bytes that verifies them. It fails with {@linkcode IntegrityError}
 * if they differ from the expected ones, at its end at the latest.
 */
export function checked(
  bytes: ReadableStream<Uint8Array>,
  { uri, size, md5 }: Expected,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = bytes.getReader();
  const hash = md5 === undefined ? undefined : builtin("node:crypto")?.createHash("md5");
  let length = 0;
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await reader.read().catch((error) => {
        throw isMismatch(error)
          ? new IntegrityError(uri, "its checksum does not match", { cause: error })
          : error;
      });
      if (!done) {
        length += value.length;
        hash?.update(value);
        // Streams of the platform never use shared memory.
        return controller.enqueue(value as Uint8Array<ArrayBuffer>);
      }
      if (size !== undefined && length !== size) {
        throw new IntegrityError(uri, `it has ${length} bytes instead of ${size}`);
      }
      if (hash && hash.digest("hex") !== md5) {
        throw new IntegrityError(uri, "its MD5 does not match its ETag");
      }
      controller.close();
    },
    cancel: (reason) => reader.cancel(reason),
  }, { highWaterMark: 0 });
}

/** Checks for the AWS SDK's error for a wrong checksum, which has no class of its own. */
function isMismatch(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith("Checksum mismatch");
}
