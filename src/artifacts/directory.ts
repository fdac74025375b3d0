/**
 * The files of a folder, chosen by globs. Needs a runtime with files; loads in browsers.
 *
 * @module
 */
import { basename, fromFileUrl, globToRegExp, resolve } from "@std/path";
import { ArgumentError } from "../errors.ts";
import { builtin } from "../runtime.ts";

/** Which files of a folder. */
export interface DirectoryFilter {
  /**
   * Globs of the files to take, held against their paths within the folder, parts joined by `/`: `*`
   * stays within a folder, `**` crosses folders, `{a,b}` is either, `[ab]` one character.
   * @default every file
   */
  readonly include?: string | readonly string[] | undefined;
  /**
   * Globs of the files to leave out.
   * @default none
   */
  readonly exclude?: string | readonly string[] | undefined;
}

/** A folder that was looked through. */
export interface OpenDirectory {
  /** Its own name. */
  readonly name: string;
  /** Its files, in order of path. */
  readonly files: readonly DirectoryFile[];
}

/** A file within a folder. */
export interface DirectoryFile {
  /** Path within the folder, parts joined by `/`. */
  readonly within: string;
  /** Path. */
  readonly path: string;
}

/**
 * Looks through a folder, folders within included. Links are not followed.
 *
 * @throws {ArgumentError} when it is no folder that may be read, or no file is left
 */
export async function openDirectory(
  source: string | URL,
  filter: DirectoryFilter,
): Promise<OpenDirectory> {
  const fs = builtin("node:fs");
  if (!fs) throw refusal(source, "be on a machine with files");
  const path = resolve(source instanceof URL ? fromFileUrl(source) : source);
  const isIncluded = matcher(filter.include);
  const isExcluded = matcher(filter.exclude);
  const found: DirectoryFile[] = [];
  try {
    for await (const file of walk(fs, path, "")) {
      if ((isIncluded?.(file.within) ?? true) && !isExcluded?.(file.within)) found.push(file);
    }
  } catch (cause) {
    throw refusal(source, "be a folder that exists and may be read", cause);
  }
  if (found.length === 0) throw refusal(source, "hold a file that include and exclude let through");
  found.sort((one, other) => (one.within < other.within ? -1 : 1));
  return { name: basename(path), files: found };
}

async function* walk(
  fs: typeof import("node:fs"),
  folder: string,
  within: string,
): AsyncGenerator<DirectoryFile> {
  for (const entry of await fs.promises.readdir(folder, { withFileTypes: true })) {
    const file = { within: within + entry.name, path: `${folder}/${entry.name}` };
    if (entry.isDirectory()) yield* walk(fs, file.path, `${file.within}/`);
    else if (entry.isFile()) yield file;
  }
}

function matcher(
  globs: string | readonly string[] | undefined,
): ((within: string) => boolean) | undefined {
  if (globs === undefined) return undefined;
  const patterns = (typeof globs === "string" ? [globs] : globs)
    // Paths within are joined by "/" everywhere.
    .map((glob) => globToRegExp(glob, { os: "linux" }));
  return (within) => patterns.some((pattern) => pattern.test(within));
}

function refusal(source: string | URL, rule: string, cause?: unknown): ArgumentError {
  return new ArgumentError(
    "Cannot log directory",
    { argument: "path", value: source instanceof URL ? source.href : source, rule },
    cause === undefined ? undefined : { cause },
  );
}
