/**
 * Opens the files that an import reads: from a path in Deno, Bun and Node, or from the files and
 * folders that a person chose in a browser.
 *
 * @module
 */
import { basename, fromFileUrl } from "@std/path";
import { walkDirectory } from "../artifacts/walk_directory.ts";
import { ArgumentError } from "../errors.ts";
import { isAllowed, type Kind, listOf } from "../kinds.ts";
import { checkArgument } from "../options.ts";
import { builtin, type BuiltinModules } from "../runtime.ts";

/** A folder that a person chose or dropped in a browser (`FileSystemDirectoryHandle`). */
export interface DirectoryHandle {
  /** Distinguishes folders from files. */
  readonly kind: "directory";
  /** Name of the folder. */
  readonly name: string;
  /** Returns the entries of the folder. */
  values(): AsyncIterable<DirectoryHandle | FileHandle>;
}

/** A file in a {@linkcode DirectoryHandle} (`FileSystemFileHandle`). */
export interface FileHandle {
  /** Distinguishes files from folders. */
  readonly kind: "file";
  /** Name of the file. */
  readonly name: string;
  /** Opens the file. */
  getFile(): Promise<File>;
}

/**
 * Files to import: the path or `file:` URL of a file or folder, a `File`, the files of a
 * folder that a person chose, or a folder's handle.
 */
export type ImportInput = string | URL | File | readonly File[] | DirectoryHandle;

/** A file of the input. */
export interface InputFile {
  /** Path within the input, with `/` as separator. */
  readonly path: string;
  /** Length in bytes when it was found. */
  readonly size: number;
  /** Last change, in milliseconds since 1970. */
  readonly modifiedTime: number;
  /** Path for the file system; undefined in browsers. */
  readonly diskPath: string | undefined;
  /** Reads bytes; by default, to the end that the file had when it was found. */
  readonly read: (from?: number, to?: number) => Promise<Uint8Array<ArrayBuffer>>;
}

/** The files of an input. */
export interface OpenInput {
  /** Name of the file or folder. */
  readonly name: string;
  /** Identifies the file or folder: its whole path where there is one, else its name. */
  readonly identity: string;
  /** Files in the order of their paths. */
  readonly files: readonly InputFile[];
}

const ACTION = "Cannot import runs";

const RULE = "be a path, a file: URL, a File, a list of Files or a folder's handle";

const FILES: Kind = listOf({ rule: "be a File", allows: isFile });

/** Files to import. */
const INPUT: Kind = {
  rule: RULE,
  allows: (value) =>
    typeof value === "string" || value instanceof URL || isFile(value) || isList(value) ||
    isDirectoryHandle(value),
};

/**
 * Checks that a value is of a kind that can be opened.
 *
 * @throws {ArgumentError} If it is not
 */
export function checkInput(input: unknown): void {
  checkArgument(ACTION, "input", input, INPUT);
}

/** Whether a value is of a kind that can be opened. */
export function isInput(value: unknown): value is ImportInput {
  return isAllowed(INPUT, value);
}

/**
 * Finds the files of an input without reading them.
 *
 * @throws {ArgumentError} If nothing is there, or the input is of no known kind
 */
export async function openInput(input: ImportInput, signal?: AbortSignal): Promise<OpenInput> {
  if (typeof input === "string") return await openPath(input, signal);
  if (input instanceof URL) return await openPath(pathOf(input), signal);
  if (isFile(input)) return { ...named(input.name), files: [fromFile(input, input.name)] };
  if (isList(input)) return openFiles(input);
  if (isDirectoryHandle(input)) return await openHandle(input, signal);
  throw refusal(input, RULE);
}

/** Returns a text that changes whenever a file of an input does. */
export async function inputVersion(input: ImportInput, signal?: AbortSignal): Promise<string> {
  const { files } = await openInput(input, signal);
  return files.map(({ path, size, modifiedTime }) => `${path} ${size} ${modifiedTime}`).join("\n");
}

function pathOf(url: URL): string {
  if (url.protocol === "file:") return fromFileUrl(url);
  throw refusal(url.href, "be a file: URL");
}

async function openPath(given: string, signal: AbortSignal | undefined): Promise<OpenInput> {
  const fs = builtin("node:fs");
  if (!fs) throw refusal(given, "be Files or a folder's handle where no file system exists");
  const path = await fs.promises.realpath(given).catch((cause) => {
    throw refusal(given, "be a file or folder that can be read", cause);
  });
  if (!(await fs.promises.stat(path)).isDirectory()) {
    const name = basename(path);
    return { name, identity: path, files: [await fromDisk(fs, path, name)] };
  }
  const files: InputFile[] = [];
  for await (const entry of walkDirectory(fs, path, { isExcluded: () => false, signal })) {
    if (entry.rule === undefined) files.push(await fromDisk(fs, entry.path, entry.within));
  }
  return { name: basename(path), identity: path, files: sorted(files) };
}

async function fromDisk(
  fs: BuiltinModules["node:fs"],
  diskPath: string,
  path: string,
): Promise<InputFile> {
  const { size, mtimeMs } = await fs.promises.stat(diskPath);
  return {
    path,
    size,
    modifiedTime: mtimeMs,
    diskPath,
    async read(from = 0, to = size) {
      const file = await fs.promises.open(diskPath);
      try {
        const bytes = new Uint8Array(Math.max(0, to - from));
        let length = 0;
        while (length < bytes.length) {
          const { bytesRead } = await file.read(
            bytes,
            length,
            bytes.length - length,
            from + length,
          );
          if (bytesRead === 0) break;
          length += bytesRead;
        }
        return bytes.subarray(0, length);
      } finally {
        await file.close();
      }
    },
  };
}

function openFiles(files: readonly File[]): OpenInput {
  const paths = files.map((file) => file.webkitRelativePath || file.name);
  const [first = ""] = paths[0]?.split("/") ?? [];
  const isOneFolder = files.length > 0 && paths.every((path) => path.startsWith(`${first}/`));
  const start = isOneFolder ? first.length + 1 : 0;
  return {
    ...named(isOneFolder ? first : "files"),
    files: sorted(files.map((file, index) => fromFile(file, paths[index]?.slice(start) ?? ""))),
  };
}

async function openHandle(
  handle: DirectoryHandle,
  signal: AbortSignal | undefined,
): Promise<OpenInput> {
  const files: InputFile[] = [];
  const walk = async (folder: DirectoryHandle, within: string): Promise<void> => {
    for await (const entry of folder.values()) {
      signal?.throwIfAborted();
      const path = within + entry.name;
      if (entry.kind === "directory") await walk(entry, `${path}/`);
      else files.push(fromFile(await entry.getFile(), path));
    }
  };
  await walk(handle, "");
  return { ...named(handle.name), files: sorted(files) };
}

function fromFile(file: File, path: string): InputFile {
  return {
    path,
    size: file.size,
    modifiedTime: file.lastModified,
    diskPath: undefined,
    read: async (from = 0, to = file.size) =>
      new Uint8Array(await file.slice(from, to).arrayBuffer()),
  };
}

function named(name: string): { readonly name: string; readonly identity: string } {
  return { name, identity: name };
}

function sorted(files: readonly InputFile[]): readonly InputFile[] {
  return files.toSorted((a, b) => a.path < b.path ? -1 : a.path > b.path ? 1 : 0);
}

function isFile(input: unknown): input is File {
  return typeof File === "function" && input instanceof File;
}

function isList(input: unknown): input is readonly File[] {
  return isAllowed(FILES, input);
}

function isDirectoryHandle(input: unknown): input is DirectoryHandle {
  return typeof input === "object" && input !== null && "kind" in input &&
    input.kind === "directory" && "values" in input && typeof input.values === "function";
}

function refusal(value: unknown, rule: string, cause?: unknown): ArgumentError {
  const options = cause === undefined ? undefined : { cause };
  return new ArgumentError(ACTION, { argument: "from", value, rule }, options);
}
