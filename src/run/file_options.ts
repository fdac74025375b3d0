/**
 * Checks the names of the options with which files are logged. Loaded with the first file.
 *
 * @module
 */
import { checkOptions, type OptionKinds, requireOptions } from "../options.ts";
import type {
  DirectoryOptions,
  FileOptions,
  ImageOptions,
  TableOptions,
} from "./artifact_options.ts";
import { either, FLAG, FUNCTION, listOf, NAMED_VALUES, oneOf, SIGNAL, TEXT } from "../kinds.ts";

const ON_CHANGE = oneOf("fail", "retry");

const FILE: OptionKinds<FileOptions> = {
  name: TEXT,
  mediaType: TEXT,
  isOutput: FLAG,
  overwrite: FLAG,
  onChange: ON_CHANGE,
  onProgress: FUNCTION,
  signal: SIGNAL,
};
const TABLE: OptionKinds<TableOptions> = { ...FILE, format: oneOf("csv", "jsonl", "parquet") };
const IMAGE: OptionKinds<ImageOptions> = { ...FILE, encoding: NAMED_VALUES };
const DIRECTORY: OptionKinds<DirectoryOptions> = {
  name: TEXT,
  include: either(TEXT, listOf(TEXT)),
  exclude: either(TEXT, listOf(TEXT)),
  isOutput: FLAG,
  overwrite: FLAG,
  onChange: ON_CHANGE,
  onProgress: FUNCTION,
  signal: SIGNAL,
};

/** Checks the option names of `logFile`, `logText` and `logJson`. */
export function checkFileOptions(options: unknown): void {
  checkOptions("Cannot log file", options, FILE);
}

/** Checks the option names of `logTable`. */
export function checkTableOptions(options: unknown): void {
  requireOptions("Cannot log table", options, TABLE);
}

/** Checks the option names of `logImage`. */
export function checkImageOptions(options: unknown): void {
  requireOptions("Cannot log image", options, IMAGE);
}

/** Checks the option names of `logDirectory`. */
export function checkDirectoryOptions(options: unknown): void {
  checkOptions("Cannot log directory", options, DIRECTORY);
}
