/**
 * Objects' bytes as files. The store generates the file names, so no key from a request becomes a
 * path. A file appears under its name only when it is complete.
 *
 * @module
 */
import { type ChecksumAlgorithm, newChecksum } from "./checksum.ts";
import { chunksOf, nothing } from "./chunks.ts";
import { toStoreError } from "./errors.ts";
import type { OpenFile, SqliteStoreModules } from "./sqlite/modules.ts";
import type { ObjectFolder, StoredFile } from "./store.ts";

/** Number of bytes to read from a file at a time. */
const CHUNK = 256 * 1024;

/** Opens the folder of objects in a store's folder, which must exist before a file is written. */
export function objectFolder(
  folder: string,
  { fs, crypto: hashes }: Pick<SqliteStoreModules, "fs" | "crypto">,
): ObjectFolder {
  const path = `${folder}/objects`;
  const pathOf = (file: string): string => {
    if (!/^[0-9a-f-]{36}$/.test(file)) {
      throw new RangeError(`Cannot find object file: "${file}" is not a valid file name`);
    }
    return `${path}/${file}`;
  };

  // A link in the folder may lead outside. Windows lacks the flag, and links need permissions there.
  const onlyFiles = fs.constants.O_RDONLY | (fs.constants.O_NOFOLLOW ?? 0);

  async function open(path: string, flags: "r" | "wx"): Promise<OpenFile> {
    try {
      return await fs.promises.open(path, flags === "r" ? onlyFiles : flags, 0o600);
    } catch (error) {
      throw toStoreError(folder, error);
    }
  }

  async function write(
    chunks: AsyncIterable<Uint8Array>,
    algorithm?: ChecksumAlgorithm,
  ): Promise<StoredFile> {
    const file = crypto.randomUUID();
    const unfinished = `${pathOf(file)}.part`;
    const handle = await open(unfinished, "wx");
    const md5 = hashes.createHash("md5");
    const checksum = algorithm && newChecksum(algorithm, hashes);
    let size = 0;
    try {
      for await (const chunk of chunks) {
        await handle.writeFile(chunk);
        md5.update(chunk);
        checksum?.update(chunk);
        size += chunk.length;
      }
      await handle.close();
      await fs.promises.rename(unfinished, pathOf(file));
    } catch (error) {
      await handle.close().catch(() => {});
      await fs.promises.rm(unfinished, { force: true });
      throw toStoreError(folder, error);
    }
    return { file, size, md5: md5.digest("hex"), checksum: checksum?.base64() };
  }

  async function* readAll(files: readonly string[]): AsyncGenerator<Uint8Array> {
    for (const file of files) {
      const handle = await open(pathOf(file), "r");
      yield* chunksOfFile(handle, file, 0, (await handle.stat()).size);
    }
  }

  async function read(
    file: string,
    start: number,
    end: number,
  ): Promise<ReadableStream<Uint8Array> | undefined> {
    try {
      const handle = await open(pathOf(file), "r");
      return toStream(chunksOfFile(handle, file, start, end), () => handle.close());
    } catch (error) {
      if (!fs.existsSync(pathOf(file))) return undefined;
      throw error;
    }
  }

  return {
    write: (content, checksum) => write(content ? chunksOf(content) : nothing(), checksum),
    join: (files, checksum) => write(readAll(files), checksum),
    read,
    async remove(file) {
      await fs.promises.rm(pathOf(file), { force: true });
    },
  };
}

/** Yields the bytes of an open file, and closes it at the end. */
async function* chunksOfFile(
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

function toStream(
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
