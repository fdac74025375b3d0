/**
 * The bytes of open files, as chunks.
 *
 * @module
 */
import type { OpenFile } from "./sqlite/modules.ts";

/** Number of bytes to read for a stream at a time. */
const CHUNK = 256 * 1024;

/** Number of bytes to copy at a time: larger chunks are no faster. */
const COPIED_CHUNK = 1024 * 1024;

/**
 * Yields the first `size` bytes of a file, or fewer if it ends before. A chunk is valid until the
 * next one is read.
 */
export async function* chunksOfFile(handle: OpenFile, size: number): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(Math.min(COPIED_CHUNK, size));
  for (let position = 0; position < size;) {
    const length = Math.min(buffer.length, size - position);
    const { bytesRead } = await handle.read(buffer, 0, length, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

/** Yields a range of an object's file, and closes it at the end. */
export async function* rangeOfFile(
  handle: OpenFile,
  file: string,
  start: number,
  end: number,
): AsyncGenerator<Uint8Array> {
  try {
    for (let position = start; position < end;) {
      const chunk = new Uint8Array(Math.min(CHUNK, end - position));
      const { bytesRead } = await handle.read(chunk, 0, chunk.length, position);
      if (bytesRead === 0) {
        throw new Error(`Cannot read object file "${file}": it is shorter than recorded`);
      }
      position += bytesRead;
      yield chunk.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

/** Returns a stream of chunks; `close` is called if it is canceled. */
export function streamOf(
  chunks: AsyncGenerator<Uint8Array>,
  close: () => Promise<unknown>,
): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await chunks.return(undefined);
      // A generator that never started has not closed its file.
      await close();
    },
  }, { highWaterMark: 0 });
}
