/**
 * Holds what is downloaded against its length and checksum. Browser-safe.
 *
 * @module
 */
import { builtin } from "../runtime.ts";
import { IntegrityError } from "./integrity_error.ts";

/** What a download is held against. */
export interface Expected {
  /** The file's address. */
  readonly uri: string;
  /** Length in bytes. */
  readonly size: number | undefined;
  /** MD5 in hex, where nothing else tells the bytes. */
  readonly md5: string | undefined;
}

/**
 * The same bytes, which fail with {@linkcode IntegrityError} where they differ from what was
 * expected: at the latest at their end.
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
          ? new IntegrityError(uri, "its checksum is another", { cause: error })
          : error;
      });
      if (!done) {
        length += value.length;
        hash?.update(value);
        // Streams of the platform's never share their memory.
        return controller.enqueue(value as Uint8Array<ArrayBuffer>);
      }
      if (size !== undefined && length !== size) {
        throw new IntegrityError(uri, `it has ${length} bytes instead of ${size}`);
      }
      if (hash && hash.digest("hex") !== md5) {
        throw new IntegrityError(uri, "its MD5 is another than its ETag");
      }
      controller.close();
    },
    cancel: (reason) => reader.cancel(reason),
  }, { highWaterMark: 0 });
}

/** The AWS SDK holds bytes against the checksum that S3 sends, and has no error class for it. */
function isMismatch(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith("Checksum mismatch");
}
