/**
 * Options of the methods of a run that log artifacts. Types only.
 *
 * @module
 */
import type { ImageEncoding } from "../artifacts/image.ts";
import type { TableFormat } from "../artifacts/table_format.ts";
import type { FileOptions } from "./files.ts";

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
