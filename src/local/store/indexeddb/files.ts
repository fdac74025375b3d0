/**
 * Objects' bytes in IndexedDB, as blobs, which the browser keeps outside of memory. A file's name
 * is used only once the file is complete.
 *
 * @module
 */
import { type ChecksumAlgorithm, newChecksum, toBase64, toHex } from "../checksum.ts";
import { chunksOf, nothing } from "../chunks.ts";
import { chunksOfBody } from "../content.ts";
import type { ObjectFolder, StoredFile } from "../store.ts";
import type { Database } from "./database.ts";

/** A row of `files`. */
interface PieceRow {
  readonly file: string;
  readonly piece: number;
  readonly created: number;
  readonly content: Blob;
}

/** Number of bytes to collect in memory before a row is written. */
const PIECE_BYTES = 4 * 1024 * 1024;

/** Minimum age of a file without an object to remove it, in seconds: see {@linkcode sweepFiles}. */
const LEFT_OVER_AGE = 7 * 24 * 3600;

/** Returns the files of a database. */
export function objectFiles(database: Database): ObjectFolder {
  const remove = (file: string): Promise<void> =>
    database.write((transaction) => transaction.remove("files", transaction.startingWith([file])));

  async function write(
    chunks: AsyncIterable<Uint8Array>,
    algorithm: ChecksumAlgorithm | undefined,
    onChunk?: (chunk: Uint8Array) => void,
  ): Promise<StoredFile> {
    const file = crypto.randomUUID();
    const checksum = algorithm && await newChecksum(algorithm, {});
    let size = 0;
    try {
      let piece = 0;
      for await (const bytes of gathered(chunks)) {
        for (const chunk of bytes) {
          checksum?.update(chunk);
          onChunk?.(chunk);
        }
        const content = new Blob(bytes);
        const row: PieceRow = { file, piece: piece++, created: Date.now() / 1000, content };
        await database.write((transaction) => transaction.put("files", row));
        size += content.size;
      }
    } catch (error) {
      await remove(file).catch(() => {});
      throw error;
    }
    return { file, size, checksum: checksum && toBase64(await checksum.digest()) };
  }

  async function contentOf(file: string): Promise<Blob | undefined> {
    const rows = await database.read((transaction) =>
      transaction.all<PieceRow>("files", transaction.startingWith([file]))
    );
    // A blob stays readable while it is referenced, even if its row is removed.
    return rows.length === 0 ? undefined : new Blob(rows.map(({ content }) => content));
  }

  async function* readAll(files: readonly string[]): AsyncGenerator<Uint8Array> {
    for (const file of files) {
      const content = await contentOf(file);
      if (!content) throw new Error(`Cannot read object file "${file}": it is missing`);
      yield* chunksOf(content.stream());
    }
  }

  return {
    async write(content, checksum) {
      const md5 = await newChecksum("md5", {});
      const chunks = content ? chunksOf(content) : nothing();
      const written = await write(chunks, checksum, (chunk) => md5.update(chunk));
      return { ...written, md5: toHex(await md5.digest()) };
    },
    keep({ body }, { signal, onProgress } = {}) {
      let loaded = 0;
      return write(
        chunksOfBody(body, signal),
        "crc32",
        (chunk) => onProgress?.(loaded += chunk.length),
      );
    },
    join: (files, checksum) => write(readAll(files), checksum),
    async read(file, start, end) {
      const content = await contentOf(file);
      if (content && content.size < end) {
        throw new Error(`Cannot read object file "${file}": it is shorter than recorded`);
      }
      return content?.slice(start, end).stream();
    },
    remove,
  };
}

/**
 * Removes old files that belong to no object and no part, left by a page that ended between writing
 * a file and its object. A younger file may belong to another page that has yet to write the
 * object.
 *
 * @returns The number of files removed
 */
export async function sweepFiles(database: Database, now: number): Promise<number> {
  return await database.write(async (transaction) => {
    const old = transaction.span(-Infinity, now - LEFT_OVER_AGE);
    const keys = await transaction.keys<readonly [file: string, piece: number]>(
      ["files", "by_time"],
      old,
    );
    let removed = 0;
    for (const file of new Set(keys.map(([file]) => file))) {
      const known = await Promise.all([
        transaction.get(["objects", "by_file"], file),
        transaction.get(["parts", "by_file"], file),
      ]);
      if (known.some((row) => row !== undefined)) continue;
      await transaction.remove("files", transaction.startingWith([file]));
      removed++;
    }
    return removed;
  });
}

/** Yields bytes in groups large enough for a row, or one empty group if there are no bytes. */
async function* gathered(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array<ArrayBuffer>[]> {
  let group: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  let isEmpty = true;
  for await (const chunk of chunks) {
    group.push(chunk.slice());
    size += chunk.length;
    if (size < PIECE_BYTES) continue;
    yield group;
    [group, size, isEmpty] = [[], 0, false];
  }
  if (group.length > 0 || isEmpty) yield group;
}
