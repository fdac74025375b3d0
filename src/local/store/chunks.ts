/**
 * Streams as iterables, which not every browser supports natively.
 *
 * @module
 */

/** Yields the chunks of a stream. */
export async function* chunksOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    reader.releaseLock();
  }
}

/** Yields no chunks. */
export async function* nothing(): AsyncGenerator<Uint8Array> {}
