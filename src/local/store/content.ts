/**
 * The bytes of files that a session of this process stores, as chunks.
 *
 * @module
 */
import type { FileContent } from "../../ports/file_store.ts";

/** Length up to which a `Blob` is read at once, in bytes. */
const AT_ONCE = 1024 * 1024;

/** Largest chunk, in bytes: a call reports its progress and can end between two chunks. */
const LARGEST_CHUNK = 4 * 1024 * 1024;

/**
 * Yields the bytes of a body. A stream is canceled if the caller stops before its end, and as soon
 * as the signal aborts, even while nothing arrives.
 *
 * @throws the signal's reason
 */
export async function* chunksOfBody(
  body: FileContent["body"],
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  if (body instanceof Blob && body.size <= AT_ONCE) {
    yield new Uint8Array(await body.arrayBuffer());
    return;
  }
  const reader = (body instanceof Blob ? body.stream() : body).getReader();
  // A source that fails to cancel has nothing more to say: the caller has its own error.
  const cancel = (reason?: unknown): void => void reader.cancel(reason).catch(() => {});
  const abort = (): void => cancel(signal?.reason);
  signal?.addEventListener("abort", abort, { once: true });
  try {
    for (;;) {
      signal?.throwIfAborted();
      const { done, value } = await reader.read();
      // A canceled stream looks as if it had ended.
      signal?.throwIfAborted();
      if (done) return;
      for (let start = 0; start < value.length; start += LARGEST_CHUNK) {
        yield value.subarray(start, start + LARGEST_CHUNK);
      }
    }
  } finally {
    signal?.removeEventListener("abort", abort);
    cancel();
  }
}
