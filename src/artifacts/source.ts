/**
 * Opens files to upload from every supported kind of source. Paths need a runtime with a file
 * system.
 *
 * @module
 */
import { basename, fromFileUrl } from "@std/path";
import type { FileOnDisk } from "../ports/file_store.ts";
import { ArgumentError } from "../errors.ts";
import { builtin } from "../runtime.ts";
import { isAllowed } from "../kinds.ts";
import { bytesOfBlob, bytesOfIterable, bytesOfStream, ownBytes } from "./byte_stream.ts";
import { checkCopy, fileBytes, fileState } from "./file_stream.ts";
import {
  type BodyLike,
  isBlob,
  isBody,
  isBytes,
  isDiskBlob,
  isIterable,
  isStream,
  SOURCE,
  wayOut,
} from "./source_kinds.ts";

/**
 * A file to log: a path, a `file:` or other URL, a `Blob` or `File`, bytes, a stream or async
 * iterable of bytes (streams of Node are such), or the body of a `Response` or `Request`. URLs other
 * than `file:` are fetched. Text in a stream is encoded as UTF-8. Shared memory is copied. A stream
 * and a body are read once.
 */
export type FileSource =
  | string
  | URL
  | Blob
  | ArrayBufferLike
  | ArrayBufferView
  | ReadableStream<Uint8Array>
  | AsyncIterable<Uint8Array | string>
  | Response
  | Request;

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
  /** Releases what the file holds, however far it was read. Absent if it holds nothing. */
  readonly close?: () => Promise<void>;
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
  if (!isAllowed(SOURCE, source)) {
    const facts = { argument: "source", value: source, rule: ruleFor(source) };
    throw new ArgumentError("Cannot log file", facts);
  }
  if (typeof source === "string") return await openPath(source, source);
  if (source instanceof URL) {
    return source.protocol === "file:"
      ? await openPath(pathOf(source), source)
      : await openUrl(source, signal);
  }
  if (isBytes(source)) return inMemory(new Blob([ownBytes(source)]));
  if (isBlob(source)) return await openBlob(source);
  if (isBody(source)) return openBody(source);
  if (isStream(source)) {
    if (source.locked) throw refusal("a locked stream", "be a stream that nothing reads yet");
    return streamed(bytesOfStream(source));
  }
  if (isIterable(source)) return openIterable(source);
  throw refusal(source, SOURCE.rule);
}

/** Returns the rule for a value of no kind, which may be one that cannot be examined. */
function ruleFor(source: unknown): string {
  try {
    return wayOut(source);
  } catch {
    return SOURCE.rule;
  }
}

function pathOf(url: URL): string {
  try {
    return fromFileUrl(url);
  } catch (cause) {
    throw refusal(url, "be a file: URL of this machine", cause);
  }
}

function inMemory(blob: Blob): OpenFile {
  return { name: undefined, body: blob, size: blob.size, mediaType: undefined };
}

function streamed(body: ReadableStream<Uint8Array>): OpenFile {
  return {
    name: undefined,
    body,
    size: undefined,
    mediaType: undefined,
    // What is being read, or has been, is not ended by this.
    close: () => body.cancel().catch(() => {}),
  };
}

async function openBlob(blob: Blob): Promise<OpenFile> {
  // Some runtimes add parameters by themselves, which AWS does not accept.
  const mediaType = bareType(blob.type);
  if (isDiskBlob(blob)) {
    const whole = await blob.stat().catch(() => undefined);
    if (whole === undefined || whole.size === blob.size) {
      return { ...await openPath(blob.name, blob.name), mediaType };
    }
  }
  // Only a File has a name.
  const name = "name" in blob && typeof blob.name === "string" ? basename(blob.name) : undefined;
  // The standard input is a blob without an end in Bun.
  const size = Number.isFinite(blob.size) ? blob.size : undefined;
  return { ...streamed(bytesOfBlob(blob, name)), name, size, mediaType };
}

function openBody(source: BodyLike): OpenFile {
  const { body, headers, status } = source;
  if (status !== undefined && (status < 200 || status > 299)) {
    throw refusal(source, `be a response with a file (it has HTTP status ${status})`);
  }
  if (source.bodyUsed || body?.locked) {
    throw refusal(source, "have a body that nothing has read; clone() gives a second one");
  }
  if (!body) {
    const how = status === undefined ? "; to log what its URL returns, pass await fetch(…)" : "";
    throw refusal(source, `have a body${how}`);
  }
  return {
    ...streamed(bytesOfStream(body)),
    // The URL of a request is that of who receives it.
    name: status === undefined ? undefined : lastPart(source.url),
    mediaType: bareType(headers.get("content-type") ?? ""),
  };
}

/** Members of streams of Node, that other async iterables lack. */
interface NodeStream {
  readonly destroyed?: unknown;
  readonly errored?: unknown;
  readonly path?: unknown;
  readonly readableEnded?: unknown;
}

function openIterable(source: AsyncIterable<unknown> & NodeStream): OpenFile {
  const isOver = source.destroyed === true || source.readableEnded === true;
  // The reason of a stream that has failed comes out as it is read.
  if (isOver && !source.errored) throw refusal(source, "be a stream that has not ended");
  return {
    ...streamed(bytesOfIterable(source)),
    name: typeof source.path === "string" ? basename(source.path) : undefined,
  };
}

async function openPath(path: string, source: FileSource): Promise<OpenFile> {
  const fs = builtin("node:fs");
  if (!fs) {
    const rule = "be a Blob, File, bytes or stream where no file system exists";
    throw refusal(source, `${rule}${urlHint(source)}`);
  }
  try {
    const state = await fileState(fs, path);
    // In Deno, access() needs the permission to read the user ID, which opening does not.
    await (await fs.promises.open(path)).close();
    const { stream, close } = fileBytes(fs, path, state);
    const { size } = state;
    const check = (crc32: string): Promise<void> => checkCopy(fs, path, state, crc32);
    const disk = { path, size, check };
    return { name: basename(path), body: stream, size, mediaType: undefined, disk, close };
  } catch (cause) {
    throw refusal(source, `be an existing file that can be read${hintFor(source, cause)}`, cause);
  }
}

/** Returns a hint how to log a folder, a pipe or a device. */
function hintFor(source: FileSource, cause: unknown): string {
  if (!(cause instanceof TypeError)) return urlHint(source);
  return cause.message === "The path leads to a folder"
    ? "; logDirectory logs a folder"
    : "; a stream can read a pipe or a device";
}

/** Returns a hint how to log the file behind a URL that came as text. */
function urlHint(source: FileSource): string {
  if (typeof source !== "string") return "";
  const [, scheme = ""] = /^(https?|file|blob|data|s3):/i.exec(source) ?? [];
  switch (scheme.toLowerCase()) {
    case "":
      return "";
    case "s3":
      return "; logArtifact records the address of a file in S3";
    case "file":
      return "; a URL is passed as new URL(…)";
    default:
      return "; to log what a URL returns, pass await fetch(…)";
  }
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
    ...streamed(bytesOfStream(response.body)),
    name: lastPart(url.href),
    mediaType: bareType(response.headers.get("content-type") ?? ""),
  };
}

/** Returns the last part of a URL's path, if the URL is one of files. */
function lastPart(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, pathname } = new URL(url);
  return /^https?:$/.test(protocol) ? basename(pathname) || undefined : undefined;
}

function bareType(mediaType: string): string | undefined {
  return mediaType.split(";")[0]?.trim() || undefined;
}

function refusal(source: unknown, rule: string, cause?: unknown): ArgumentError {
  return new ArgumentError(
    "Cannot log file",
    { argument: "source", value: source instanceof URL ? source.href : source, rule },
    cause === undefined ? undefined : { cause },
  );
}
