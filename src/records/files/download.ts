/**
 * Downloads artifacts and writes them to disk. Loaded with the first download.
 *
 * @module
 */
import { basename, dirname } from "@std/path";
import { type ObjectAddress, parseAddress } from "../../artifacts/address.ts";
import { describeObject, listObjects, readObject } from "../../artifacts/download.ts";
import { FilesInFlight } from "../../artifacts/files_in_flight.ts";
import { ArgumentError, shown } from "../../errors.ts";
import { sessionOf } from "../../connect/default_session.ts";
import { IntegrityError } from "../../artifacts/integrity_error.ts";
import { builtin, platformName } from "../../runtime.ts";
import type { RunReference } from "../runs/reference.ts";
import type { Session } from "../../session/session.ts";
import { ArtifactNotFoundError } from "./artifact_not_found_error.ts";
import { Destination, fileErrorCode, PlaceError } from "./destination.ts";
import { DownloadError, type FailedDownload } from "./download_error.ts";
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

/** Errors of the file system that concern one file only; the others may still be written. */
const OF_ONE_FILE: ReadonlySet<string | undefined> = new Set([
  "EEXIST",
  "EILSEQ",
  "EINVAL",
  "EISDIR",
  "ELOOP",
  "ENAMETOOLONG",
  "ENOENT",
  "ENOTDIR",
  "ENOTEMPTY",
]);

/** Downloads one file or folder, and counts files and bytes. */
class Download {
  files = 0;
  size = 0;
  readonly failed: FailedDownload[] = [];
  /** The error of the first file that failed. */
  cause: unknown;
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
    const write = (unfinished: string): Promise<void> =>
      this.#write(address, facts.etag, unfinished);
    await this.#into(dirname(path)).put(basename(path), write);
    this.files++;
  }

  /** Downloads every file of a folder. A file that cannot be written keeps no other from it. */
  async folder(folder: ObjectAddress, path: string): Promise<void> {
    const destination = this.#into(path);
    const objects = listObjects(this.#session, folder, this.#options);
    await new FilesInFlight().all(objects, async ({ key, etag, ...object }) => {
      // Tools make an empty object to show a folder.
      if (key.endsWith("/")) return;
      const within = key.slice(folder.key.length);
      const write = (unfinished: string): Promise<void> =>
        this.#write({ ...object, key }, etag, unfinished);
      await destination.put(within, write).then(
        () => this.files++,
        (error) => this.#fail(within, error),
      );
    });
  }

  /** Goes on after an error of one file; throws any other. */
  #fail(within: string, error: unknown): void {
    this.#options.signal?.throwIfAborted();
    const isOfOne = error instanceof PlaceError || error instanceof IntegrityError ||
      OF_ONE_FILE.has(fileErrorCode(error));
    if (!isOfOne) throw error;
    this.cause ??= error;
    this.failed.push({ within, reason: error instanceof Error ? error.message : String(error) });
  }

  #into(folder: string): Destination {
    return new Destination(this.#fs, folder, platformName()?.startsWith("win32") === true);
  }

  async #write(address: ObjectAddress, etag: string | undefined, path: string): Promise<void> {
    const bytes = await readObject(this.#session, address, etag, this.#options);
    // Deno before 2.7 takes no stream here.
    const file = await this.#fs.promises.open(path, "wx");
    try {
      // Every runtime that has files iterates over streams; breaking off cancels them.
      for await (const chunk of bytes) {
        this.#options.signal?.throwIfAborted();
        await file.writeFile(chunk);
        this.size += chunk.length;
        this.#options.onProgress?.({ loaded: this.size, total: this.#total });
      }
    } finally {
      await file.close();
    }
  }
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
  else {
    await found.file(address, path).catch((error) => {
      if (!(error instanceof PlaceError)) throw error;
      const rule = `be a path that a file can have: ${error.message}`;
      throw new ArgumentError(action, { argument: "path", value: path, rule }, { cause: error });
    });
  }
  const { files, size, failed, cause } = found;
  if (failed.length > 0) throw new DownloadError({ path, uri, files, failed }, { cause });
  if (files === 0) throw new ArtifactNotFoundError(run, name, `${uri} no longer exists`);
  return { path, uri, files, size };
}
