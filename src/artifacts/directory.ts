/**
 * Opens the files of a folder that globs select. It needs a runtime with a file system; browsers
 * can load it.
 *
 * @module
 */
import { basename, fromFileUrl, globToRegExp, resolve } from "@std/path";
import { ArgumentError } from "../errors.ts";
import { builtin } from "../runtime.ts";
import { checkArgument } from "../options.ts";
import type { Kind } from "../kinds.ts";
import { type DirectoryFile, type OmittedEntry, walkDirectory } from "./walk_directory.ts";

/** Selects files of a folder. */
export interface DirectoryFilter {
  /**
   * Globs of the files to include. They match paths relative to the folder, with `/` as separator.
   * `*` matches within one folder, `**` matches across folders, `{a,b}` matches `a` or `b`, and
   * `[ab]` matches one of these characters.
   * @default every file
   */
  readonly include?: string | readonly string[] | undefined;
  /**
   * Globs of the files to exclude.
   * @default none
   */
  readonly exclude?: string | readonly string[] | undefined;
}

const FOLDER: Kind = {
  rule: "be a path or a file: URL",
  allows: (value) =>
    typeof value === "string" || (value instanceof URL && value.protocol === "file:"),
};

/** A folder and its selected files. */
export interface OpenDirectory {
  /** Name of the folder, without its path. */
  readonly name: string;
  /** Selected files, sorted by path. */
  readonly files: readonly DirectoryFile[];
  /** Selected entries that cannot be logged. */
  readonly omitted: readonly OmittedEntry[];
}

/** Options of {@linkcode openDirectory}. */
interface OpenDirectoryOptions extends DirectoryFilter {
  /** Aborts the listing. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Lists the selected files of a folder and its subfolders. Links to files and folders are followed.
 *
 * @throws {ArgumentError} If the folder or a folder in it does not exist or cannot be read, or no
 * file is selected
 */
export async function openDirectory(
  source: string | URL,
  filter: OpenDirectoryOptions,
): Promise<OpenDirectory> {
  checkArgument("Cannot log directory", "path", source, FOLDER);
  const fs = builtin("node:fs");
  if (!fs) throw refusal(source, "be used in a runtime with a file system");
  const path = resolve(source instanceof URL ? fromFileUrl(source) : source);
  const isIncluded = matcher("include", filter.include);
  const isExcluded = matcher("exclude", filter.exclude);
  const files: DirectoryFile[] = [];
  const omitted: OmittedEntry[] = [];
  const entries = walkDirectory(fs, path, {
    isExcluded: (within) => isExcluded?.(within) ?? false,
    signal: filter.signal,
  });
  try {
    for await (const entry of entries) {
      if (isExcluded?.(entry.within)) continue;
      // Globs match files, and those below a folder that is not entered are unknown.
      const isSelected = entry.isFolder || (isIncluded?.(entry.within) ?? true);
      if (!isSelected) continue;
      if (entry.rule === undefined) files.push(entry);
      else omitted.push(entry);
    }
  } catch (cause) {
    filter.signal?.throwIfAborted();
    throw refusal(source, "be an existing folder that can be read", cause);
  }
  if (files.length === 0) {
    const [first] = omitted;
    const reason = first && `; ${JSON.stringify(first.within)} must ${first.rule}`;
    throw refusal(source, `contain a file that include and exclude select${reason ?? ""}`);
  }
  files.sort((one, other) => (one.within < other.within ? -1 : 1));
  return { name: basename(path), files, omitted };
}

function matcher(
  argument: "include" | "exclude",
  globs: string | readonly string[] | undefined,
): ((within: string) => boolean) | undefined {
  if (globs === undefined) return undefined;
  const patterns = (typeof globs === "string" ? [globs] : globs)
    // Relative paths have "/" as separator on every platform.
    .map((glob) => toPattern(argument, glob));
  return (within) => patterns.some((pattern) => pattern.test(within));
}

/** Longest glob, in characters: longer ones take minutes to compile. */
const LONGEST_GLOB = 1_000;

function toPattern(argument: string, glob: string): RegExp {
  const rule = `be a glob of at most ${LONGEST_GLOB} characters`;
  const facts = { argument, value: glob, rule };
  if (glob.length > LONGEST_GLOB) throw new ArgumentError("Cannot log directory", facts);
  try {
    return globToRegExp(glob, { os: "linux" });
  } catch (cause) {
    throw new ArgumentError("Cannot log directory", facts, { cause });
  }
}

function refusal(source: string | URL, rule: string, cause?: unknown): ArgumentError {
  return new ArgumentError(
    "Cannot log directory",
    { argument: "path", value: source instanceof URL ? source.href : source, rule },
    cause === undefined ? undefined : { cause },
  );
}
