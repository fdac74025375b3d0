/**
 * Distinguishes the kinds of sources by their members: a `Blob` or `Response` may come from
 * another realm or package, where `instanceof` does not know it.
 *
 * @module
 */
import type { Kind } from "../kinds.ts";

type Named = Readonly<Record<string, unknown>>;

/** A `Response` or `Request`, of which the body, its type and its name are taken. */
export interface BodyLike {
  readonly body: ReadableStream<unknown> | null;
  readonly bodyUsed: boolean;
  readonly headers: { get(name: string): string | null };
  /** Status, which a response has. */
  readonly status?: number;
  readonly url: string;
}

/** A `Blob` of Bun that stands for a file on disk. */
export interface DiskBlob {
  readonly name: string;
  readonly size: number;
  /** Reads the size of the file, of which the blob may be a part. */
  stat(): Promise<{ readonly size: number }>;
}

/** Sources that can be examined, and bytes from which a `Blob` can be made. */
export const SOURCE: Kind = {
  rule: "be a path, URL, Blob, File, Response, Request, bytes, or a stream of bytes",
  allows: (value) =>
    typeof value === "string" || value instanceof URL || isBytes(value) || isBlob(value) ||
    isBody(value) || isStream(value) || isIterable(value),
};

/** Whether a value is bytes: a buffer or a view of one that has not been transferred. */
export function isBytes(value: unknown): value is ArrayBufferLike | ArrayBufferView {
  const buffer = ArrayBuffer.isView(value) ? value.buffer : value;
  return isAttached(buffer) || isShared(buffer);
}

/** Whether a value is a buffer that has not been transferred; the view throws for any other. */
function isAttached(value: unknown): boolean {
  return value instanceof ArrayBuffer && new Uint8Array(value).buffer === value;
}

/** Pages without cross-origin isolation lack the class. */
function isShared(value: unknown): boolean {
  return typeof SharedArrayBuffer === "function" && value instanceof SharedArrayBuffer;
}

/** Whether a value is a `Blob` or `File`, of whatever realm. */
export function isBlob(value: unknown): value is Blob {
  return value instanceof Blob ||
    isObject(value) && typeof value["stream"] === "function" &&
      typeof value["size"] === "number" && typeof value["type"] === "string";
}

/** Whether a blob stands for a file on disk, as those of `Bun.file` do. */
export function isDiskBlob(blob: Blob): blob is Blob & DiskBlob {
  // A File in memory has a name and, in Bun, these methods too.
  return isObject(blob) && !(typeof File === "function" && blob instanceof File) &&
    typeof blob["name"] === "string" && typeof blob["stat"] === "function";
}

/** Whether a value is a `Response` or `Request`. */
export function isBody(value: unknown): value is BodyLike {
  return isObject(value) && "body" in value && typeof value["bodyUsed"] === "boolean" &&
    isObject(value["headers"]) && typeof value["headers"]["get"] === "function";
}

/** Whether a value is a stream of the web. */
export function isStream(value: unknown): value is ReadableStream<unknown> {
  return value instanceof ReadableStream ||
    isObject(value) && typeof value["getReader"] === "function";
}

/** Whether a value is an async iterable, as the streams of Node are. */
export function isIterable(value: unknown): value is AsyncIterable<unknown> {
  return isObject(value) && Symbol.asyncIterator in value;
}

/** Returns what a caller can do with a value that is no source: a phrase that follows "must". */
export function wayOut(value: unknown): string {
  if (!isObject(value)) return SOURCE.rule;
  if (typeof value["then"] === "function") return "be awaited: it is a promise of a source";
  if (typeof FormData === "function" && value instanceof FormData) {
    return 'be one of the form\'s files, such as form.get("file")';
  }
  // Deno.FsFile and the ends of a TransformStream have one; a FileHandle makes one.
  if (isStream(value["readable"])) return "be its stream: pass its property readable";
  if (typeof value["createReadStream"] === "function") {
    return "be its stream: pass what its method createReadStream() returns";
  }
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) {
    return "be bytes that have not been transferred";
  }
  if (Array.isArray(value)) return `${SOURCE.rule}; Uint8Array.from makes bytes of numbers`;
  return `${SOURCE.rule}; logJson stores other values`;
}

function isObject(value: unknown): value is Named {
  return typeof value === "object" && value !== null;
}
