/**
 * Objects' bytes as files. The store generates the file names, so no key from a request becomes a
 * path. A row refers to a file only once it is complete; the sweep removes what a killed process
 * left.
 *
 * @module
 */
import type { FileContent, FileOnDisk, PutFileOptions } from "../../ports/file_store.ts";
import {
  bytesOfCrc32,
  type ChecksumAlgorithm,
  type Crc32,
  newChecksum,
  toBase64,
  toHex,
} from "./checksum.ts";
import { chunksOf, nothing } from "./chunks.ts";
import { chunksOfBody } from "./content.ts";
import { toStoreError } from "./errors.ts";
import { chunksOfFile, rangeOfFile, streamOf } from "./file_chunks.ts";
import type { FileSystem, OpenFile, SqliteStoreModules } from "./sqlite/modules.ts";
import type { ObjectFolder, StoredFile, WrittenFile } from "./store.ts";

/** Size from which the system copies a file rather than this process, in bytes. */
const COPIED_SIZE = 1024 * 1024;

/** Size up to which a copy takes so little time that it need not end when the call is aborted. */
const LARGEST_COPY = 1024 ** 3;

type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** Opens the folder of objects in a store's folder, which must exist before a file is written. */
export function objectFolder(
  folder: string,
  modules: Pick<SqliteStoreModules, "fs" | "crypto" | "zlib">,
): ObjectFolder {
  const { fs } = modules;
  const path = `${folder}/objects`;
  const pathOf = (file: string): string => {
    if (!/^[0-9a-f-]{36}$/.test(file)) {
      throw new RangeError(`Cannot find object file: "${file}" is not a valid file name`);
    }
    return `${path}/${file}`;
  };

  // A link in the folder may lead outside. Windows lacks the flag, and links need permissions there.
  const onlyFiles = fs.constants.O_RDONLY | (fs.constants.O_NOFOLLOW ?? 0);

  /** Does something with the store's own files, whose errors are the store's. */
  async function own<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      throw toStoreError(folder, error);
    }
  }

  const open = (path: string, flags: "r" | "wx"): Promise<OpenFile> =>
    own(fs.promises.open(path, flags === "r" ? onlyFiles : flags, 0o600));

  /** Writes chunks to a new file. An error of the chunks is not the store's. */
  async function fill(
    path: string,
    chunks: Chunks,
    onChunk: (chunk: Uint8Array) => void,
  ): Promise<void> {
    const handle = await open(path, "wx");
    try {
      for await (const chunk of chunks) {
        await own(handle.writeFile(chunk));
        onChunk(chunk);
      }
    } catch (error) {
      await handle.close().catch(() => {});
      throw error;
    }
    await own(handle.close());
  }

  async function write(chunks: Chunks, algorithm?: ChecksumAlgorithm): Promise<WrittenFile> {
    const md5 = await newChecksum("md5", modules);
    const written = await summed(
      algorithm,
      (path, count) =>
        fill(path, chunks, (chunk) => {
          md5.update(chunk);
          count(chunk);
        }),
    );
    return { ...written, md5: toHex(await md5.digest()) };
  }

  /** Makes a file, and returns its length and checksum as they were counted. */
  async function summed(
    algorithm: ChecksumAlgorithm | undefined,
    work: (path: string, count: (chunk: Uint8Array) => void) => Promise<void>,
  ): Promise<StoredFile> {
    const file = crypto.randomUUID();
    const checksum = algorithm && await newChecksum(algorithm, modules);
    let size = 0;
    try {
      await work(pathOf(file), (chunk) => {
        size += chunk.length;
        checksum?.update(chunk);
      });
    } catch (error) {
      // The sweep removes what stays. The caller needs the first error.
      await remove(file).catch(() => {});
      throw error;
    }
    return { file, size, checksum: checksum && toBase64(await checksum.digest()) };
  }

  async function keep(content: FileContent, options: PutFileOptions = {}): Promise<StoredFile> {
    const { body, disk } = content;
    const copied = disk && disk.size > 0 ? await copy(disk, options) : undefined;
    if (copied) return copied;
    const chunks = chunksOfBody(body, options.signal);
    return await summed(
      "crc32",
      (path, count) => fill(path, chunks, progressOf(count, options)),
    );
  }

  /** Writes a small file before the call returns. */
  function keepNow(bytes: Uint8Array, { writeSync, crc32 }: InPlace): StoredFile {
    const file = crypto.randomUUID();
    const path = pathOf(file);
    try {
      const handle = fs.openSync(path, "wx", 0o600);
      try {
        for (let at = 0; at < bytes.length;) at += writeSync(handle, bytes, at, bytes.length - at);
      } finally {
        fs.closeSync(handle);
      }
    } catch (error) {
      try {
        fs.rmSync(path);
      } catch {
        // The sweep removes what stays.
      }
      throw toStoreError(folder, error);
    }
    return { file, size: bytes.length, checksum: toBase64(bytesOfCrc32(crc32(bytes, 0))) };
  }

  /** Copies a file. Returns undefined if the file cannot be opened. */
  async function copy(disk: FileOnDisk, options: PutFileOptions): Promise<StoredFile | undefined> {
    const source = await fs.promises.open(disk.path, fs.constants.O_RDONLY, 0o600)
      .catch(() => undefined);
    if (!source) return undefined;
    try {
      const kept = await summed("crc32", async (path, count) => {
        const onChunk = progressOf(count, options);
        if (!await copyBySystem(disk, path)) {
          return await fill(path, chunksOfFile(source, disk.size), onChunk);
        }
        // The checksum is of the copy, whatever has become of its source.
        const copied = await open(path, "r");
        try {
          for await (const chunk of chunksOfFile(copied, disk.size)) onChunk(chunk);
        } finally {
          await copied.close();
        }
      });
      try {
        await disk.check(kept.checksum ?? "");
      } catch (error) {
        await remove(kept.file).catch(() => {});
        throw error;
      }
      return kept;
    } finally {
      await source.close();
    }
  }

  /**
   * Has the system copy a file, by sharing its blocks where it can, and else without taking the
   * bytes through this process. Returns false if there is no such copy of it.
   */
  async function copyBySystem({ path, size }: FileOnDisk, to: string): Promise<boolean> {
    const { COPYFILE_EXCL, COPYFILE_FICLONE, COPYFILE_FICLONE_FORCE } = fs.constants;
    const how = size <= LARGEST_COPY ? COPYFILE_FICLONE : COPYFILE_FICLONE_FORCE;
    if (size < COPIED_SIZE || how === undefined || !fs.promises.copyFile) return false;
    try {
      await fs.promises.copyFile(path, to, how | COPYFILE_EXCL);
      // The copy has the permissions of its source.
      fs.chmodSync(to, 0o600);
      if ((await fs.promises.stat(to)).size === size) return true;
    } catch {
      // What is wrong with the source or the disk shows again when the bytes are copied.
    }
    await fs.promises.rm(to, { force: true });
    return false;
  }

  async function remove(file: string): Promise<void> {
    await fs.promises.rm(pathOf(file), { force: true });
  }

  async function* readAll(files: readonly string[]): AsyncGenerator<Uint8Array> {
    for (const file of files) {
      const handle = await open(pathOf(file), "r");
      yield* rangeOfFile(handle, file, 0, (await handle.stat()).size);
    }
  }

  async function read(
    file: string,
    start: number,
    end: number,
  ): Promise<ReadableStream<Uint8Array> | undefined> {
    try {
      const handle = await open(pathOf(file), "r");
      return streamOf(rangeOfFile(handle, file, start, end), () => handle.close());
    } catch (error) {
      if (!fs.existsSync(pathOf(file))) return undefined;
      throw error;
    }
  }

  const inPlace = functionsInPlace(modules);
  return {
    write: (content, checksum) => write(content ? chunksOf(content) : nothing(), checksum),
    keep,
    keepNow: inPlace && ((bytes) => keepNow(bytes, inPlace)),
    join: (files, checksum) =>
      own(summed(checksum, (path, count) => fill(path, readAll(files), count))),
    read,
    remove,
  };
}

/** Functions that store a file without waiting. */
interface InPlace {
  readonly writeSync: NonNullable<FileSystem["writeSync"]>;
  readonly crc32: NonNullable<Crc32["crc32"]>;
}

function functionsInPlace(
  { fs, zlib }: Pick<SqliteStoreModules, "fs" | "zlib">,
): InPlace | undefined {
  const crc32 = zlib?.crc32;
  if (!fs.writeSync || !crc32) return undefined;
  return { writeSync: (...given) => fs.writeSync?.(...given) ?? 0, crc32 };
}

/** Returns a function for each chunk of a file that is stored, which ends an aborted call. */
function progressOf(
  count: (chunk: Uint8Array) => void,
  { signal, onProgress }: PutFileOptions,
): (chunk: Uint8Array) => void {
  let loaded = 0;
  return (chunk) => {
    signal?.throwIfAborted();
    count(chunk);
    loaded += chunk.length;
    onProgress?.(loaded);
  };
}
