/**
 * Makes files of a foreign run from data that the source keeps in another form.
 *
 * @module
 */
import type { ForeignFile } from "./foreign_run.ts";
import { versionOf } from "./content_version.ts";
import type { InputFile } from "./input.ts";

/** Returns a file of JSON. */
export async function jsonFile(path: string, value: unknown): Promise<ForeignFile> {
  return await textFile(path, `${JSON.stringify(value, jsonValue, 2)}\n`, "application/json");
}

/** Returns a file of text. */
export async function textFile(
  path: string,
  text: string,
  mediaType?: string,
): Promise<ForeignFile> {
  return {
    path,
    direction: "output",
    mediaType,
    version: await versionOf(text),
    read: () => Promise.resolve(new Blob([text])),
  };
}

/** Returns a part of an input's file, by default all of it, as a file of the run. */
export function inputFile(
  path: string,
  file: InputFile,
  { from = 0, to = file.size }: { readonly from?: number; readonly to?: number } = {},
): ForeignFile {
  const isWhole = from === 0 && to === file.size;
  return {
    path,
    direction: "output",
    version: isWhole ? `${file.size} ${file.modifiedTime}` : `${from} ${to}`,
    read: () => file.read(from, to),
  };
}

/** JSON lacks whole numbers of any length, NaN and infinity: they become strings. */
function jsonValue(_: string, value: unknown): unknown {
  const isOdd = typeof value === "bigint" || typeof value === "number" && !Number.isFinite(value);
  return isOdd ? String(value) : value;
}
