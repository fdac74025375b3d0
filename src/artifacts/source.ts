/**
 * Opens files to upload from every supported kind of source. Paths need a runtime with a file
 * system.
 *
 * @module
 */
import type { FileHandle } from "node:fs/promises";
import { basename, fromFileUrl } from "@std/path";
import type { FileOnDisk } from "../ports/file_store.ts";
import { ArgumentError } from "../errors.ts";
import { builtin } from "../runtime.ts";
import { checkArgument } from "../options.ts";
import type { Kind } from "../kinds.ts";

/**
 * A file to log: a path, a `file:` or other URL, a `Blob` or `File`, bytes, or a stream of bytes.
 * URLs other than `file:` are fetched. A stream is read once.
 */
export type FileSource =
  | string
  | URL
  | Blob
  | ArrayBuffer
  | ArrayBufferView<ArrayBuffer>
  | ReadableStream<Uint8Array>;

/** Sources that can be examined, and bytes from which a `Blob` can be made. */
const SOURCE: Kind = {
  rule: "be a path, URL, Blob, File, bytes that are not shared, or ReadableStream",
  allows: (value) =>
    typeof value === "string" || value instanceof URL || value instanceof Blob ||
    isAttached(value) || value instanceof ReadableStream ||
    (ArrayBuffer.isView(value) && isAttached(value.buffer)),
};

/** Whether a value is a buffer that has not been transferred; the view throws for any other. */
export function isAttached(value: unknown): boolean {
  return value instanceof ArrayBuffer && new Uint8Array(value).buffer === value;
}

/** Number of bytes of a file that are read at a time. */
const CHUNK = 256 * 1024;

/** A file that is ready for upload. */
export interface OpenFile {
  /** Name from the source: the last part of a path or the name of a `File`. */
  readonly name: string | undefined;
  /** Content of the file. */
  readonly body: Blob | ReadableStream<Uint8Array>;
  /** Length in bytes, unless the source is a stream. */
  readonly size: number | undefined;
  /** Media type from the source. */
  readonly mediaType: string | undefined;
  /** The file on disk, if the source is one. */
  readonly disk?: FileOnDisk | undefined;
}

/**
 * Opens a source without reading it.
 *
 * @throws {ArgumentError} If the file does not exist or cannot be read, or the source has an
 * unknown type
 */
export async function openSource(source: FileSource, signal?: AbortSignal): Promise<OpenFile> {
  checkArgument("Cannot log file", "source", source, SOURCE);
  if (typeof source === "string") return await openPath(source, source);
  if (source instanceof URL) {
    return source.protocol === "file:"
      ? await openPath(pathOf(source), source)
      : await openUrl(source, signal);
  }
  if (source instanceof Blob) return openBlob(source);
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) {
    return { ...openBlob(new Blob([source])), mediaType: undefined };
  }
  if (source instanceof ReadableStream) {
    if (source.locked) throw refusal("a locked stream", "be a stream that nothing reads yet");
    return { name: undefined, body: source, size: undefined, mediaType: undefined };
  }
  throw refusal(source, SOURCE.rule);
}

function pathOf(url: URL): string {
  try {
    return fromFileUrl(url);
  } catch (cause) {
    throw refusal(url, "be a file: URL of this machine", cause);
  }
}

function openBlob(blob: Blob): OpenFile {
  return {
    // Only a File has a name.
    name: "name" in blob && typeof blob.name === "string" ? basename(blob.name) : undefined,
    body: blob,
    size: blob.size,
    // Some runtimes add parameters by themselves, which AWS does not accept.
    mediaType: blob.type.split(";")[0] || undefined,
  };
}

async function openPath(path: string, source: FileSource): Promise<OpenFile> {
  const fs = builtin("node:fs");
  if (!fs) throw refusal(source, "be a Blob, File, bytes or stream where no file system exists");
  try {
    const found = await regularFile(fs, path);
    const { size } = found;
    const disk = { path, size, isUnchanged: () => isUnchanged(fs, path, found) };
    return { name: basename(path), body: fileStream(fs, path), size, mediaType: undefined, disk };
  } catch (cause) {
    throw refusal(source, "be an existing file that can be read", cause);
  }
}

/** The state of a file, by which a change shows. */
interface FileState {
  readonly size: number;
  readonly mtimeMs: number;
}

/** Returns whether a file still is as it was when it was opened. */
async function isUnchanged(
  fs: typeof import("node:fs"),
  path: string,
  opened: FileState,
): Promise<boolean> {
  const { size, mtimeMs } = await fs.promises.stat(path);
  return size === opened.size && mtimeMs === opened.mtimeMs;
}

async function regularFile(fs: typeof import("node:fs"), path: string): Promise<FileState> {
  const found = await fs.promises.stat(path);
  if (!found.isFile()) throw new TypeError("Not a regular file");
  // In Deno, access() needs the permission to read the user ID, which opening does not.
  await (await fs.promises.open(path)).close();
  return found;
}

/** Reads a file on demand, as a stream. In Deno, `openAsBlob` would read all of it at once. */
function fileStream(fs: typeof import("node:fs"), path: string): ReadableStream<Uint8Array> {
  let handle: FileHandle | undefined;
  return new ReadableStream({
    async pull(controller) {
      handle ??= await fs.promises.open(path);
      const chunk = new Uint8Array(CHUNK);
      const { bytesRead } = await handle.read(chunk, 0, CHUNK, null);
      if (bytesRead > 0) return controller.enqueue(chunk.subarray(0, bytesRead));
      await handle.close();
      controller.close();
    },
    cancel: () => handle?.close(),
  }, { highWaterMark: 0 });
}

async function openUrl(url: URL, signal: AbortSignal | undefined): Promise<OpenFile> {
  const response = await fetch(url, signal ? { signal } : {}).catch((cause) => {
    throw refusal(url, "be a URL that can be reached", cause);
  });
  if (!response.ok || !response.body) {
    await response.body?.cancel();
    throw refusal(url, `be a URL that returns a file (it returned HTTP status ${response.status})`);
  }
  return {
    name: basename(url.pathname) || undefined,
    body: response.body,
    size: undefined,
    mediaType: response.headers.get("content-type")?.split(";")[0],
  };
}

function refusal(source: unknown, rule: string, cause?: unknown): ArgumentError {
  return new ArgumentError(
    "Cannot log file",
    { argument: "source", value: source instanceof URL ? source.href : source, rule },
    cause === undefined ? undefined : { cause },
  );
}
