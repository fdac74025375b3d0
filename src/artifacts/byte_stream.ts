/**
 * Makes streams of bytes from the streams that people have: of text, of shared memory, of Node, and
 * of blobs that may change.
 *
 * @module
 */
import { ArgumentError } from "../errors.ts";
import { FileChangedError } from "./file_changed_error.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** A source that is read piece by piece. */
interface Pieces {
  /** Returns the next piece. */
  next(): Promise<{ readonly done?: boolean | undefined; readonly value?: unknown }>;
  /** Ends a reading that has begun. */
  end(reason: unknown): unknown;
}

const encoder = new TextEncoder();

/** Returns a stream of the bytes of a web stream, which is read from the first pull on. */
export function bytesOfStream(stream: ReadableStream<unknown>): ReadableStream<Bytes> {
  return streamOf(() => {
    const reader = stream.getReader();
    return { next: () => reader.read(), end: (reason) => reader.cancel(reason) };
  }, (reason) => stream.cancel(reason));
}

/** Returns a stream of the bytes of an async iterable, such as a stream of Node. */
export function bytesOfIterable(
  source: AsyncIterable<unknown> & { readonly destroy?: () => unknown },
): ReadableStream<Bytes> {
  return streamOf(() => {
    const iterator = source[Symbol.asyncIterator]();
    return {
      next: () => iterator.next(),
      // The iterator of a stream of Node waits for the next piece before it ends; this does not.
      end: () => source.destroy ? source.destroy() : iterator.return?.(),
    };
  }, () => source.destroy?.());
}

/**
 * Returns a stream of a blob's bytes. It fails if there are not as many as the blob has, or if the
 * runtime finds that the file behind the blob has changed.
 */
export function bytesOfBlob(blob: Blob, name: string | undefined): ReadableStream<Bytes> {
  const path = name ?? "a Blob";
  // `lastModified` of a File, which a Blob lacks.
  const time = "lastModified" in blob && typeof blob.lastModified === "number"
    ? blob.lastModified
    : Date.now();
  const before = { size: blob.size, modified: new Date(time) };
  let length = 0;
  return streamOf(() => {
    const reader = blob.stream().getReader();
    return {
      async next() {
        const read = await reader.read().catch((cause) => {
          if (!isChange(cause)) throw cause;
          const change = cause.name === "NotFoundError" ? "removed" : "rewritten";
          throw new FileChangedError({ path, change, before, after: undefined }, { cause });
        });
        length += read.value?.length ?? 0;
        if (!read.done || !Number.isFinite(blob.size) || length === blob.size) return read;
        const after = { size: length, modified: before.modified };
        const change = length < blob.size ? "cut" : "rewritten";
        throw new FileChangedError({ path, change, before, after });
      },
      end: (reason) => reader.cancel(reason),
    };
  }, () => {});
}

/** The web's errors for a file that is no longer as it was when the page got it. */
function isChange(error: unknown): error is DOMException {
  return error instanceof DOMException &&
    (error.name === "NotReadableError" || error.name === "NotFoundError");
}

/**
 * @param begin Starts to read
 * @param discard Ends a source that nothing has read
 */
function streamOf(
  begin: () => Pieces,
  discard: (reason: unknown) => unknown,
): ReadableStream<Bytes> {
  let pieces: Pieces | undefined;
  return new ReadableStream<Bytes>({
    async pull(controller) {
      pieces ??= begin();
      while (true) {
        const { done, value } = await pieces.next();
        if (done) return controller.close();
        const bytes = bytesIn(value);
        // A pull that enqueues nothing is not followed by another.
        if (bytes.length > 0) return controller.enqueue(bytes);
      }
    },
    cancel(reason) {
      // Not awaited: a stalled source may never end.
      const ended = Promise.resolve(reason).then(pieces?.end ?? discard);
      ended.catch(() => {});
    },
  }, { highWaterMark: 0 });
}

function bytesIn(piece: unknown): Bytes {
  if (typeof piece === "string") return encoder.encode(piece);
  if (ArrayBuffer.isView(piece)) return ownBytes(piece);
  if (piece instanceof ArrayBuffer) return new Uint8Array(piece);
  const rule = "be a stream whose pieces are bytes or text";
  throw new ArgumentError("Cannot log file", { argument: "source", value: piece, rule });
}

/** Returns the bytes of a view or a buffer, copied if other threads may write to them. */
export function ownBytes(source: ArrayBufferLike | ArrayBufferView): Bytes {
  const { buffer, byteOffset, byteLength } = ArrayBuffer.isView(source)
    ? source
    : { buffer: source, byteOffset: 0, byteLength: source.byteLength };
  return buffer instanceof ArrayBuffer
    ? new Uint8Array(buffer, byteOffset, byteLength)
    : new Uint8Array(buffer, byteOffset, byteLength).slice();
}
