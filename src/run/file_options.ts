/**
 * Checks the names of the options with which files are logged. Loaded with the first file.
 *
 * @module
 */
import { checkOptions, type OptionNames, requireOptions } from "../options.ts";
import type {
  DirectoryOptions,
  FileOptions,
  ImageOptions,
  TableOptions,
} from "./artifact_options.ts";

const FILE: OptionNames<FileOptions> = {
  name: true,
  mediaType: true,
  isOutput: true,
  overwrite: true,
  onProgress: true,
  signal: true,
};
const TABLE: OptionNames<TableOptions> = { ...FILE, format: true };
const IMAGE: OptionNames<ImageOptions> = { ...FILE, encoding: true };
const DIRECTORY: OptionNames<DirectoryOptions> = {
  name: true,
  include: true,
  exclude: true,
  isOutput: true,
  overwrite: true,
  onProgress: true,
  signal: true,
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
