/**
 * Options of the methods of a run that log artifacts. Types only.
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
   * Media type of what the value points to, such as `text/csv`. AWS accepts no dots and no parameters.
   * @default none
   */
  readonly mediaType?: string | undefined;
  /**
   * Whether the run made it (output) or used it (input).
   * @default true
   */
  readonly isOutput?: boolean | undefined;
}

/** Options of `logFile`. */
export interface FileOptions {
  /**
   * The artifact's name, and the last part of its key.
   * @default the source's own name
   */
  readonly name?: string | undefined;
  /**
   * Media type. AWS takes no dots and no parameters.
   * @default told by the name's ending, else by the source, else none
   */
  readonly mediaType?: string | undefined;
  /**
   * Whether the run made it (output) or used it (input).
   * @default true
   */
  readonly isOutput?: boolean | undefined;
  /**
   * Whether the file may take the place of an earlier one of that name.
   * @default false: a name that is taken is an error
   */
  readonly overwrite?: boolean | undefined;
  /** Hears how far the upload is. */
  readonly onProgress?: ((progress: UploadProgress) => void) | undefined;
  /**
   * Gives up: no part of the file stays behind, and nothing is recorded. S3 may yet keep a file of one
   * request (up to 5 MiB) that was all sent when the signal came.
   */
  readonly signal?: AbortSignal | undefined;
}

/** How far a folder's upload is. */
export interface DirectoryProgress {
  /** Files that have arrived. */
  readonly loadedFiles: number;
  /** Files in all. */
  readonly totalFiles: number;
  /** Bytes that have arrived. */
  readonly loaded: number;
}

/** Options of `logDirectory`. */
export interface DirectoryOptions
  extends DirectoryFilter, Pick<FileOptions, "isOutput" | "overwrite" | "signal"> {
  /**
   * The artifact's name, and the part of the keys that stands for the folder.
   * @default the folder's own name
   */
  readonly name?: string | undefined;
  /** Hears how far the upload is. */
  readonly onProgress?: ((progress: DirectoryProgress) => void) | undefined;
}

/** A folder that was logged. */
export interface LoggedDirectory {
  /** Where it is: `s3://…/`, the address that the keys of its files start with. */
  readonly uri: string;
  /** How many files. */
  readonly files: number;
  /** Bytes in all. */
  readonly size: number;
}

/** Options of {@linkcode Run.logText} and {@linkcode Run.logJson}. */
export interface NamedFileOptions extends FileOptions {
  /** The artifact's name, and the last part of its key. */
  readonly name: string;
}

/** Options of {@linkcode Run.logTable}. */
export interface TableOptions extends NamedFileOptions {
  /**
   * Format of the file.
   * @default "jsonl" for names that end in `.jsonl` or `.ndjson`, "parquet" for those in `.parquet`,
   * else "csv"
   */
  readonly format?: TableFormat | undefined;
}

/** Options of {@linkcode Run.logImage}. */
export interface ImageOptions extends NamedFileOptions {
  /**
   * How a canvas or pixels are encoded.
   * @default PNG
   */
  readonly encoding?: ImageEncoding | undefined;
}
