/**
 * Reads a file as a stream, and verifies that the file still is in the state of its opening.
 *
 * @module
 */
import type { FileHandle } from "node:fs/promises";
import { builtin, type BuiltinModules } from "../runtime.ts";
import { type FileChange, FileChangedError, type FileState } from "./file_changed_error.ts";

type FileSystem = BuiltinModules["node:fs"];

/** Number of bytes of a file that are read at a time. */
const CHUNK = 256 * 1024;

/** Longest time, in milliseconds, in which a file system gives two changes the same time. */
const CLOCK_TICK = 20;

/** The bytes of a file on disk. */
export interface FileBytes {
  /** The bytes; fails with {@linkcode FileChangedError} at its end at the latest. */
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>;
  /** Closes the file, however far it was read. */
  readonly close: () => Promise<void>;
}

/**
 * Returns the size and time of a regular file.
 *
 * @throws {TypeError} If it is a folder, a pipe, a socket or a device
 */
export async function fileState(fs: FileSystem, path: string): Promise<FileState> {
  const found = await stateOf(fs, path);
  const wait = timeToSettle(found.modified);
  if (wait === 0) return found;
  await new Promise((resolve) => setTimeout(resolve, wait));
  return await stateOf(fs, path);
}

/**
 * Returns the time until a change of a file shows in its time, in milliseconds: another change within
 * the same tick of the file system's clock would not.
 */
export function timeToSettle(modified: Date): number {
  const age = Date.now() - modified.getTime();
  return age < 0 || age >= CLOCK_TICK ? 0 : CLOCK_TICK - age;
}

/**
 * Checks that a copy has the bytes that a file had when it was opened.
 *
 * @param before State of the file when it was opened
 * @param crc32 CRC-32 of the copy, in base64
 * @throws {FileChangedError} If the file has changed in any way but growing
 */
export async function checkCopy(
  fs: FileSystem,
  path: string,
  before: FileState,
  crc32: string,
): Promise<void> {
  await checkSum(fs, path, before, crc32OfBase64(crc32));
}

/**
 * Checks bytes as {@linkcode checkCopy} does.
 *
 * @throws {FileChangedError} If the file has changed in any way but growing
 */
export async function checkBytes(
  fs: FileSystem,
  path: string,
  before: FileState,
  bytes: Uint8Array,
): Promise<void> {
  await checkSum(fs, path, before, crc32(bytes, 0));
}

async function checkSum(
  fs: FileSystem,
  path: string,
  before: FileState,
  sum: number,
): Promise<void> {
  let handle: FileHandle;
  try {
    handle = await fs.promises.open(path);
  } catch (cause) {
    if (!isMissing(cause)) throw cause;
    throw new FileChangedError({ path, change: "removed", before, after: undefined }, { cause });
  }
  try {
    const change = await findChange(handle, before, before.size, sum);
    if (change) throw new FileChangedError({ path, before, ...change });
  } finally {
    await handle.close();
  }
}

async function stateOf(fs: FileSystem, path: string): Promise<FileState> {
  // Never opened before it is known to be a file: to open a pipe waits for its writer.
  const found = await fs.promises.stat(path);
  if (found.isDirectory()) throw new TypeError("The path leads to a folder");
  if (!found.isFile()) throw new TypeError("The path leads to a pipe, a socket or a device");
  return { size: found.size, modified: found.mtime };
}

/**
 * Reads a file on demand, up to the length it had when it was opened. In Deno, `openAsBlob` would
 * read all of it at once.
 *
 * @param before State of the file when it was opened
 */
export function fileBytes(fs: FileSystem, path: string, before: FileState): FileBytes {
  const reading = new FileReading(fs, path, before);
  return {
    stream: new ReadableStream(reading, { highWaterMark: 0 }),
    close: () => reading.cancel(),
  };
}

/** One reading of a file. The file is open from the first pull until the end, in whatever way. */
class FileReading {
  readonly #fs: FileSystem;
  readonly #path: string;
  readonly #before: FileState;
  #handle: FileHandle | undefined;
  #busy: Promise<unknown> = Promise.resolve();
  #isOver = false;
  #position = 0;
  #sum = 0;
  /** Whether the content is made up as it is read, as in `/proc`, so that there is no size. */
  #isMadeUp = false;

  constructor(fs: FileSystem, path: string, before: FileState) {
    this.#fs = fs;
    this.#path = path;
    this.#before = before;
  }

  /** Reads the next chunk. */
  pull(controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>): Promise<void> {
    const turn = this.#pull(controller);
    this.#busy = turn.catch(() => {});
    return turn;
  }

  /** Ends the reading. What a pull has begun ends first: its file may be about to open. */
  async cancel(): Promise<void> {
    this.#isOver = true;
    await this.#busy;
    await this.#release();
  }

  async #pull(
    controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>,
  ): Promise<void> {
    try {
      if (this.#isOver) {
        throw new DOMException("The file was closed", "AbortError");
      }
      const chunk = await this.#next();
      if (chunk !== undefined) return controller.enqueue(chunk);
      await this.#release();
      controller.close();
    } catch (error) {
      this.#isOver = true;
      await this.#release();
      throw error;
    }
  }

  async #release(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close();
  }

  /** Returns the next bytes; undefined at the end of an unchanged file. */
  async #next(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const handle = this.#handle ??= await this.#open();
    const { size } = this.#before;
    const left = size === 0 ? CHUNK : Math.min(CHUNK, size - this.#position);
    const chunk = new Uint8Array(left);
    const { bytesRead } = left === 0 ? { bytesRead: 0 } : await handle.read(chunk, 0, left, null);
    if (size === 0 && bytesRead > 0 && !this.#isMadeUp) {
      this.#isMadeUp = (await handle.stat()).size === 0;
      // Others have begun to write: the file is stored empty.
      if (!this.#isMadeUp) return undefined;
    }
    if (bytesRead === 0) {
      if (!this.#isMadeUp) await this.#compare(handle);
      return undefined;
    }
    const bytes = chunk.subarray(0, bytesRead);
    this.#position += bytesRead;
    this.#sum = crc32(bytes, this.#sum);
    return bytes;
  }

  async #open(): Promise<FileHandle> {
    try {
      return await this.#fs.promises.open(this.#path);
    } catch (cause) {
      throw isMissing(cause) ? this.#changed("removed", undefined, cause) : cause;
    }
  }

  /** @throws {FileChangedError} If the bytes may not be those of the opened file */
  async #compare(handle: FileHandle): Promise<void> {
    const found = await findChange(handle, this.#before, this.#position, this.#sum);
    if (found) throw this.#changed(found.change, found.after);
  }

  #changed(change: FileChange, after: FileState | undefined, cause?: unknown): FileChangedError {
    return new FileChangedError(
      { path: this.#path, change, before: this.#before, after },
      cause === undefined ? undefined : { cause },
    );
  }
}

/** A change of a file, and its state by then. */
interface FoundChange {
  readonly change: FileChange;
  readonly after: FileState;
}

/**
 * Compares a file with its state at its opening. A longer one may only have been appended to: then its
 * beginning has the same bytes as before.
 *
 * @param length Number of bytes that were read
 * @param sum Their CRC-32
 * @returns The change; undefined if the bytes are those of the opened file
 */
async function findChange(
  handle: FileHandle,
  { size, modified }: FileState,
  length: number,
  sum: number,
): Promise<FoundChange | undefined> {
  const found = await handle.stat();
  const isSame = found.size === size && found.mtime.getTime() === modified.getTime();
  if (isSame && length === size) return undefined;
  const after = { size: found.size, modified: found.mtime };
  if (found.size < size) return { change: "cut", after };
  const hasOnlyGrown = found.size > size && length === size &&
    await crc32OfBeginning(handle, length) === sum;
  return hasOnlyGrown ? undefined : { change: "rewritten", after };
}

/** Returns the CRC-32 of the beginning of a file; undefined if it is shorter. */
async function crc32OfBeginning(handle: FileHandle, length: number): Promise<number | undefined> {
  const chunk = new Uint8Array(Math.min(CHUNK, Math.max(1, length)));
  let [position, sum] = [0, 0];
  while (position < length) {
    const wanted = Math.min(chunk.length, length - position);
    const { bytesRead } = await handle.read(chunk, 0, wanted, position);
    if (bytesRead === 0) return undefined;
    sum = crc32(chunk.subarray(0, bytesRead), sum);
    position += bytesRead;
  }
  return sum;
}

/** Reads the four bytes of a CRC-32 in base64; NaN without them. */
function crc32OfBase64(text: string): number {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  return bytes.length === 4 ? new DataView(bytes.buffer).getUint32(0) : NaN;
}

/** The runtime's own CRC-32, which each runtime with files has. It costs 0.4 to 5 ms for 16 MiB. */
function crc32(bytes: Uint8Array, sum: number): number {
  const zlib = builtin("node:zlib");
  if (!zlib?.crc32) throw new TypeError("There is no CRC-32 in node:zlib");
  return zlib.crc32(bytes, sum);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
