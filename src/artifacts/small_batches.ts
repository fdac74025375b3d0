/**
 * Stores the small files of a folder in a store of this process, in batches: read one after the other,
 * written one after the other, and entered in one transaction.
 *
 * @module
 */
import type { FileStore, SmallFile } from "../ports/file_store.ts";
import type { BuiltinModules } from "../runtime.ts";
import { FileChangedError } from "./file_changed_error.ts";
import { SmallReader } from "./read_small.ts";
import type { UploadTarget } from "./upload.ts";
import type { DirectoryFile } from "./walk_directory.ts";

/** Largest number of files in a batch. */
const MOST = 64;

/** Longest time, in milliseconds, for which files are read without a turn of the event loop. */
const LONGEST_MS = 10;

/**
 * Time for a file, in milliseconds, above which a disk is slow: it takes 0.1 ms where the system's
 * memory answers, and tens of milliseconds where a network does.
 */
const SLOW_MS = 5;

/** Number of files that a slow disk is spared batches for, at first. */
const FIRST_PAUSE = 32;

/** A folder's files, and how to store them. */
export interface SmallBatches {
  readonly put: NonNullable<FileStore["putSmall"]>;
  readonly fs: BuiltinModules["node:fs"];
  /** Returns the destination of a file. */
  readonly targetOf: (file: DirectoryFile) => UploadTarget;
  /** Called before files are stored. */
  readonly onBegin: (targets: readonly UploadTarget[]) => void;
  /** Called for each file that was stored, with its length in bytes. */
  readonly onStored: (size: number) => void;
  /** Stores files that are not small, or of a slow disk. */
  readonly others: (files: readonly DirectoryFile[]) => Promise<void>;
  /** Whether a file that changed while it was read is read again by `others`, or ends the work. */
  readonly onChange: "fail" | "retry";
  readonly signal: AbortSignal | undefined;
  /**
   * Monotonic clock, in milliseconds.
   * @default performance.now
   */
  readonly now?: () => number;
}

/**
 * Stores files, small ones in batches. A batch is twice as long as the one before, up to 64 files,
 * unless the disk turns out to be slow: reading stops the process, so that `others` then stores the
 * next 32 files, and twice as many each time until a whole batch was quick.
 *
 * @throws {FileChangedError} If a file changed while it was read
 */
export async function storeInBatches(
  files: readonly DirectoryFile[],
  batches: SmallBatches,
): Promise<void> {
  const { others, signal, now = () => performance.now() } = batches;
  const reader = new SmallReader(batches.fs);
  const large: DirectoryFile[] = [];
  let [length, pause] = [1, FIRST_PAUSE];
  for (let at = 0; at < files.length;) {
    signal?.throwIfAborted();
    const started = now();
    const batch = await readBatch(files.slice(at, at + length), reader, batches, now);
    const reading = now() - started;
    // Reading may have taken all the time there is: others have their turn before more is done.
    await new Promise((resolve) => setTimeout(resolve));
    const read = now();
    large.push(...batch.others, ...await storeBatch(batch, batches));
    at += batch.passed;
    if (reading + now() - read <= SLOW_MS * batch.passed) {
      if (length === MOST) pause = FIRST_PAUSE;
      length = Math.min(MOST, 2 * length);
      continue;
    }
    await others(files.slice(at, at + pause));
    at += pause;
    [length, pause] = [1, 2 * pause];
  }
  await others(large);
}

/** Files that were read together. */
interface Batch {
  readonly read: (SmallFile & { readonly file: DirectoryFile; readonly object: UploadTarget })[];
  /** Files that were not read. */
  readonly others: DirectoryFile[];
  /** Number of files of both kinds. */
  readonly passed: number;
}

async function readBatch(
  files: readonly DirectoryFile[],
  reader: SmallReader,
  { targetOf, onChange }: SmallBatches,
  now: () => number,
): Promise<Batch> {
  reader.clear();
  const [read, others]: [Batch["read"], DirectoryFile[]] = [[], []];
  const end = now() + LONGEST_MS;
  for (const file of files) {
    const small = reader.read(file.path);
    if (!small || !await isWhole(small.check, onChange)) others.push(file);
    else read.push({ file, bytes: small.bytes, object: targetOf(file) });
    if (!reader.hasRoom || now() > end) break;
  }
  return { read, others, passed: read.length + others.length };
}

async function isWhole(
  check: (() => Promise<void>) | undefined,
  onChange: "fail" | "retry",
): Promise<boolean> {
  try {
    await check?.();
    return true;
  } catch (error) {
    if (onChange === "fail" && error instanceof FileChangedError) throw error;
    return false;
  }
}

/** Stores files, and returns those that the store has not taken. */
async function storeBatch(
  { read }: Batch,
  { put, onBegin, onStored, signal }: SmallBatches,
): Promise<readonly DirectoryFile[]> {
  if (read.length === 0) return [];
  onBegin(read.map(({ object }) => object));
  if (!await put(read, { signal })) return read.map(({ file }) => file);
  for (const { bytes } of read) onStored(bytes.length);
  return [];
}
