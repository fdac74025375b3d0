/**
 * Defines the options of the methods of a run that log artifacts. Types only.
 *
 * @module
 */
import type { DirectoryFilter } from "../artifacts/directory.ts";
import type { ImageEncoding } from "../artifacts/image.ts";
import type { TableFormat } from "../artifacts/table_format.ts";
import type { UploadProgress } from "../artifacts/upload.ts";

/** Options of {@linkcode Run.logArtifact}. */
export interface ArtifactOptions {
  /**
   * Media type of the resource that the value points to, such as `text/csv`. AWS accepts no dots
   * and no parameters: such a type is recorded without its parameters, or as
   * `application/octet-stream`.
   * @default none
   */
  readonly mediaType?: string | undefined;
  /**
   * Whether the run made it (output) or used it (input).
   * @default true
   */
  readonly isOutput?: boolean | undefined;
}

/** Options of {@linkcode Run.logFile}. */
export interface FileOptions {
  /**
   * Name of the artifact and last part of the file's key.
   * @default the source's own name
   */
  readonly name?: string | undefined;
  /**
   * Media type. AWS accepts no dots and no parameters: the artifact then has the type without its
   * parameters, or `application/octet-stream`. The file in S3 keeps the given type.
   * @default from the name's extension, else from the source, else none
   */
  readonly mediaType?: string | undefined;
  /**
   * Whether the run made it (output) or used it (input).
   * @default true
   */
  readonly isOutput?: boolean | undefined;
  /**
   * Whether to replace an earlier file of that name.
   * @default false: a name that is already in use is an error
   */
  readonly overwrite?: boolean | undefined;
  /**
   * What to do with a file on disk that was cut, rewritten or removed while it was read: `fail` with
   * {@linkcode FileChangedError}, or `retry`, which reads it up to four times again. A file to which
   * others only append is stored with the length it had, and is no such file.
   * @default "fail"
   */
  readonly onChange?: "fail" | "retry" | undefined;
  /** Called with the progress of the upload. It begins anew if the file is read again. */
  readonly onProgress?: ((progress: UploadProgress) => void) | undefined;
  /**
   * Aborts the call: uploaded parts are removed, and nothing is recorded. A file of up to 5 MiB is
   * uploaded in one request: S3 may still store it if all its bytes were sent before the abort.
   */
  readonly signal?: AbortSignal | undefined;
}

/** Progress of a folder's upload. */
export interface DirectoryProgress {
  /** Number of files uploaded so far. */
  readonly loadedFiles: number;
  /** Total number of files. */
  readonly totalFiles: number;
  /** Number of bytes uploaded so far. */
  readonly loaded: number;
}

/** Options of {@linkcode Run.logDirectory}. */
export interface DirectoryOptions
  extends DirectoryFilter, Pick<FileOptions, "isOutput" | "overwrite" | "onChange" | "signal"> {
  /**
   * Name of the artifact and of the folder in the files' keys.
   * @default the folder's own name
   */
  readonly name?: string | undefined;
  /** Called with the progress of the upload. */
  readonly onProgress?: ((progress: DirectoryProgress) => void) | undefined;
}

/** A folder that was logged. */
export interface LoggedDirectory {
  /** The folder's `s3://…/` URL, the common prefix of its files' URLs. */
  readonly uri: string;
  /** Number of files. */
  readonly files: number;
  /** Total size in bytes. */
  readonly size: number;
}

/** Options of {@linkcode Run.logText} and {@linkcode Run.logJson}. */
export interface NamedFileOptions extends FileOptions {
  /** Name of the artifact and last part of the file's key. */
  readonly name: string;
}

/** Options of {@linkcode Run.logTable}. */
export interface TableOptions extends NamedFileOptions {
  /**
   * Format of the file.
   * @default "jsonl" for names that end in `.jsonl` or `.ndjson`, "parquet" for names that end in
   * `.parquet`, else "csv"
   */
  readonly format?: TableFormat | undefined;
}

/** Options of {@linkcode Run.logImage}. */
export interface ImageOptions extends NamedFileOptions {
  /**
   * Encoding of a canvas or of pixels.
   * @default PNG
   */
  readonly encoding?: ImageEncoding | undefined;
}
