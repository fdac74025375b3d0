/**
 * Uploads a run's files and records them as artifacts.
 *
 * @module
 */
import { openDirectory } from "../artifacts/directory.ts";
import { guessMediaType } from "../artifacts/media_type.ts";
import { type FileSource, type OpenFile, openSource } from "../artifacts/source.ts";
import { storeFile } from "../artifacts/store_file.ts";
import type { UploadOptions, UploadTarget } from "../artifacts/upload.ts";
import { ArgumentError } from "../errors.ts";
import type { DirectoryOptions, FileOptions, LoggedDirectory } from "./artifact_options.ts";
import type { RunArtifacts } from "./artifacts.ts";
import { fileKey, type FileSettings, type FileTarget, fileTarget } from "./file_target.ts";
import { storableFiles, unstorable } from "./folder_files.ts";
import { type ArtifactDirection, checkIsText } from "../rules/artifact.ts";
import { PARAMETERS_FILE } from "../rules/parameters.ts";
import { keyPart } from "./key_part.ts";
import { checkDirectoryOptions, checkFileOptions } from "./file_options.ts";
import { closeFile, uploadSteady } from "./steady_upload.ts";
import { storeFolder } from "./store_folder.ts";
import { StoredNames } from "./stored_names.ts";

/** Media type of stored graphs and parameters. */
const JSON_TYPE = "application/json";

/** Media type of folders, as in the S3 console. */
const DIRECTORY_TYPE = "application/x-directory";

/** Folder of the inputs among a run's files. */
const INPUTS = "inputs";

/** The files of one run. */
export class RunFiles {
  readonly #settings: FileSettings;
  readonly #artifacts: RunArtifacts;
  readonly #uploading = new Set<string>();
  readonly #graphs = new Set<string>();
  readonly #names = new StoredNames();

  /**
   * @param settings Settings that determine where the files are stored
   * @param artifacts Records the files
   */
  constructor(settings: FileSettings, artifacts: RunArtifacts) {
    this.#settings = settings;
    this.#artifacts = artifacts;
  }

  /** Uploads a file and records it as an artifact. All checks precede the upload. */
  async log(source: FileSource, options: FileOptions): Promise<string> {
    checkFileOptions(options);
    const direction = directionOf(options);
    if (options.mediaType !== undefined) {
      checkIsText("Cannot log file", "mediaType", options.mediaType);
    }
    if (options.name !== undefined) checkIsText("Cannot log file", "name", options.name);
    const file = await openSource(source, options.signal);
    try {
      return await this.#store(file, source, direction, options);
    } finally {
      await closeFile(file, options.signal);
    }
  }

  /** Uploads an open file and records it. */
  async #store(
    file: OpenFile,
    source: FileSource,
    direction: ArtifactDirection,
    options: FileOptions,
  ): Promise<string> {
    const name = nameOf(file, options.name);
    return await this.#reserve(direction, name, options, async () => {
      const known = options.mediaType ?? await guessMediaType(name) ?? file.mediaType;
      const mediaType = known === "" ? undefined : known;
      this.#artifacts.checkFile(direction, name, mediaType);
      const { uri, ...target } = await this.#target(direction, keyPart(name), options.signal);
      const whole = { ...target, mediaType: headerOf(mediaType) };
      const reopen = (): Promise<OpenFile> => openSource(source, options.signal);
      await uploadSteady(file, (open) => this.#upload(open, whole, options), {
        ...options,
        reopen,
      });
      this.#artifacts.record(direction, { name, value: uri, mediaType });
      return uri;
    });
  }

  /** Uploads the files of a folder and records the folder as one artifact. */
  async logDirectory(path: string | URL, options: DirectoryOptions): Promise<LoggedDirectory> {
    checkDirectoryOptions(options);
    const direction = directionOf(options);
    if (options.name !== undefined) checkIsText("Cannot log directory", "name", options.name);
    const directory = await openDirectory(path, options);
    const name = options.name ?? directory.name;
    return await this.#reserve(direction, name, { ...options, isFolder: true }, async () => {
      this.#artifacts.checkFile(direction, name, DIRECTORY_TYPE);
      const key = fileKey(this.#settings, pathOf(direction, keyPart(name)));
      const { files, omitted } = storableFiles(directory, direction, keyPart(name), key);
      for (const { within, rule } of omitted) {
        this.#artifacts.omitFile(`${name}/${within}`, rule);
      }
      if (files.length === 0) throw unstorable(path);
      const target = await this.#target(direction, keyPart(name), options.signal);
      const size = await storeFolder(this.#settings.session, files, target, options);
      const { uri } = target;
      this.#artifacts.record(direction, { name, value: `${uri}/`, mediaType: DIRECTORY_TYPE });
      return { uri: `${uri}/`, files: files.length, size };
    });
  }

  /** Stores the file of parameters that the run cannot hold whole, replacing an earlier one. */
  async storeParameters(json: string, signal: AbortSignal | undefined): Promise<void> {
    const { uri, ...target } = await this.#target("output", PARAMETERS_FILE, signal);
    const body = new Blob([json]);
    const file = { name: PARAMETERS_FILE, body, size: body.size, mediaType: JSON_TYPE };
    await this.#upload(file, { ...target, mediaType: JSON_TYPE }, { signal });
    this.#artifacts.checkFile("output", PARAMETERS_FILE, JSON_TYPE);
    this.#artifacts.record("output", {
      name: PARAMETERS_FILE,
      value: uri,
      mediaType: JSON_TYPE,
    });
  }

  /** Stores a graph's document with the run's files, without recording it as an artifact. */
  async storeGraph(
    json: string,
    fileName: string,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly uri: string; readonly etag: string | undefined }> {
    if (this.#isTaken("output", fileName)) throw taken("title", fileName, "output");
    this.#graphs.add(fileName);
    const { uri, ...target } = await this.#target("output", fileName, signal);
    const body = new Blob([json]);
    const file = { name: fileName, body, size: body.size, mediaType: undefined };
    const etag = await this.#upload(file, { ...target, mediaType: JSON_TYPE }, { signal });
    return { uri, etag };
  }

  /** Reserves a name during its upload. */
  async #reserve<T>(
    direction: ArtifactDirection,
    name: string,
    { overwrite = false, isFolder = false }: ReserveOptions,
    work: () => Promise<T>,
  ): Promise<T> {
    if (direction === "output" && name === PARAMETERS_FILE) {
      const rule = `not be "${PARAMETERS_FILE}", which holds the run's parameters`;
      throw new ArgumentError("Cannot log file", { argument: "name", value: name, rule });
    }
    if (direction === "output" && (name === INPUTS || name.startsWith(`${INPUTS}/`))) {
      const rule = `not be "${INPUTS}" or start with "${INPUTS}/", the folder of the inputs`;
      throw new ArgumentError("Cannot log file", { argument: "name", value: name, rule });
    }
    const isGraph = direction === "output" && this.#graphs.has(name);
    if (isGraph || !overwrite && this.#isTaken(direction, name)) {
      throw taken("name", name, direction);
    }
    const other = this.#names.meeting(direction, name, isFolder);
    if (other !== undefined) {
      const rule = `not share files in S3 with the run's ${direction} ${JSON.stringify(other)}`;
      throw new ArgumentError("Cannot log file", { argument: "name", value: name, rule });
    }
    const mark = `${direction} ${name}`;
    this.#uploading.add(mark);
    const forget = this.#names.add(direction, name, isFolder);
    try {
      return await work();
    } catch (error) {
      forget();
      throw error;
    } finally {
      this.#uploading.delete(mark);
    }
  }

  #isTaken(direction: ArtifactDirection, name: string): boolean {
    return this.#uploading.has(`${direction} ${name}`) ||
      this.#artifacts.has(direction, name);
  }

  async #upload(
    file: OpenFile,
    target: UploadTarget,
    options: UploadOptions,
  ): Promise<string | undefined> {
    return await storeFile(this.#settings.session, file, target, options);
  }

  #target(
    direction: ArtifactDirection,
    name: string,
    signal: AbortSignal | undefined,
  ): Promise<FileTarget> {
    return fileTarget(this.#settings, pathOf(direction, name), signal);
  }
}

/** Parts of a file's key below the run's own prefix. */
function pathOf(direction: ArtifactDirection, name: string): readonly string[] {
  return direction === "input" ? [INPUTS, name] : [name];
}

/** Options of reserving a name. */
interface ReserveOptions extends Pick<FileOptions, "overwrite"> {
  /** Whether the name is that of a folder. */
  readonly isFolder?: boolean;
}

function directionOf({ isOutput = true }: Pick<FileOptions, "isOutput">): ArtifactDirection {
  return isOutput ? "output" : "input";
}

function taken(argument: string, name: string, direction: ArtifactDirection): ArgumentError {
  return new ArgumentError("Cannot log file", {
    argument,
    value: name,
    rule: `be free among the run's ${direction} artifacts and graphs, unless overwrite is true`,
  });
}

function nameOf(file: OpenFile, given: string | undefined): string {
  const name = given ?? file.name;
  if (name === undefined || name === "") {
    throw new ArgumentError("Cannot log file", {
      argument: "name",
      value: name,
      rule: "be given, because the source has no name",
    });
  }
  return name;
}

/** Returns a media type as S3 stores it, which admits more than AWS's runs: any header's value. */
function headerOf(mediaType: string | undefined): string | undefined {
  return mediaType === undefined || /^[\x20-\x7e]+$/.test(mediaType) ? mediaType : undefined;
}
