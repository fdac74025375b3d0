/**
 * Downloads artifacts and writes them to disk. Loaded with the first download.
 *
 * @module
 */
import { dirname, join } from "@std/path";
import { type ObjectAddress, parseAddress } from "../../artifacts/address.ts";
import { describeObject, listObjects, readObject } from "../../artifacts/download.ts";
import { FilesInFlight } from "../../artifacts/files_in_flight.ts";
import { ArgumentError, shown } from "../../errors.ts";
import { sessionOf } from "../../connect/default_session.ts";
import { builtin } from "../../runtime.ts";
import type { RunReference } from "../runs/reference.ts";
import type { Session } from "../../session/session.ts";
import { ArtifactNotFoundError } from "./artifact_not_found_error.ts";
import { findArtifact } from "./run_artifacts.ts";
import { OPEN_OPTIONS, type OpenArtifactOptions } from "./stored_artifact.ts";
import type { UploadProgress } from "../../artifacts/upload.ts";
import { checkArgument, checkOptions, type OptionKinds } from "../../options.ts";
import { checkReference } from "../runs/reference.ts";
import { FUNCTION, TEXT } from "../../kinds.ts";

/** Progress of a download. */
export type DownloadProgress = UploadProgress;

/** Options of {@linkcode downloadArtifact}. */
export interface DownloadArtifactOptions extends OpenArtifactOptions {
  /** Called after each piece is written. */
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
}

/** A downloaded file or folder. */
export interface DownloadedArtifact {
  /** Path of the download, as it was passed in. */
  readonly path: string;
  /** The source's `s3://` URL. */
  readonly uri: string;
  /** Number of files: 1, or the number of files in a folder. */
  readonly files: number;
  /** Total size in bytes. */
  readonly size: number;
}

/** Downloads one file or folder, and counts files and bytes. */
class Download {
  files = 0;
  size = 0;
  readonly #session: Session;
  readonly #fs: typeof import("node:fs");
  readonly #options: DownloadArtifactOptions;
  #total: number | undefined;

  constructor(session: Session, fs: typeof import("node:fs"), options: DownloadArtifactOptions) {
    this.#session = session;
    this.#fs = fs;
    this.#options = options;
  }

  /** Downloads one file. Does nothing if the object does not exist. */
  async file(address: ObjectAddress, path: string): Promise<void> {
    const facts = await describeObject(this.#session, address, this.#options);
    if (!facts) return;
    this.#total = facts.size;
    await this.#write(address, facts.etag, path);
  }

  async folder(folder: ObjectAddress, path: string): Promise<void> {
    const objects = listObjects(this.#session, folder, this.#options);
    await new FilesInFlight().all(objects, async (object) => {
      const rest = object.key.slice(folder.key.length);
      await this.#write(object, object.etag, join(path, ...partsWithin(rest)));
    });
  }

  async #write(address: ObjectAddress, etag: string | undefined, path: string): Promise<void> {
    const { promises } = this.#fs;
    const unfinished = `${path}.${crypto.randomUUID().slice(0, 8)}.part`;
    await promises.mkdir(dirname(path), { recursive: true });
    const bytes = await readObject(this.#session, address, etag, this.#options);
    try {
      await promises.writeFile(unfinished, this.#counted(bytes), {
        flag: "wx",
        ...(this.#options.signal ? { signal: this.#options.signal } : {}),
      });
      await promises.rename(unfinished, path);
    } catch (error) {
      await promises.rm(unfinished, { force: true });
      this.#options.signal?.throwIfAborted();
      throw error;
    }
    this.files++;
  }

  async *#counted(bytes: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
    // Every runtime that has files iterates over streams; breaking off cancels them.
    for await (const chunk of bytes) {
      yield chunk;
      this.size += chunk.length;
      this.#options.onProgress?.({ loaded: this.size, total: this.#total });
    }
  }
}

/** Splits a key into parts, and rejects parts that lead out of the folder. */
function partsWithin(key: string): readonly string[] {
  const parts = key.split("/");
  if (parts.every((part) => part !== "" && part !== "." && part !== ".." && !part.includes("\\"))) {
    return parts;
  }
  const rule = "refer to a folder that contains only valid file names";
  throw new ArgumentError("Cannot download artifact", { argument: "name", value: key, rule });
}

const OPTIONS: OptionKinds<DownloadArtifactOptions> = {
  ...OPEN_OPTIONS,
  onProgress: FUNCTION,
};

/** Downloads a file or a folder, as `downloadArtifact` does. */
export async function download(
  run: RunReference,
  name: string,
  path: string,
  options: DownloadArtifactOptions,
): Promise<DownloadedArtifact> {
  checkArgument("Cannot download artifact", "name", name, TEXT);
  const action = `Cannot download artifact ${shown(name)}`;
  checkReference(action, run);
  checkOptions(action, options, OPTIONS);
  checkArgument(action, "path", path, TEXT);
  const fs = builtin("node:fs");
  if (!fs) {
    const rule = "be in a file system, which this runtime lacks (openArtifact reads without one)";
    throw new ArgumentError(action, { argument: "path", value: path, rule });
  }
  const session = await sessionOf(options);
  const { value: uri } = await findArtifact(session, run, name, options.direction, options);
  const address = parseAddress(uri);
  if (!address) {
    throw new ArgumentError(action, {
      argument: "name",
      value: uri,
      rule: "refer to a file or folder in S3",
    });
  }
  const found = new Download(session, fs, options);
  if (address.key.endsWith("/")) await found.folder(address, path);
  else await found.file(address, path);
  if (found.files === 0) throw new ArtifactNotFoundError(run, name, `${uri} no longer exists`);
  return { path, uri, files: found.files, size: found.size };
}
