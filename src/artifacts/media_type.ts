/**
 * Derives the media type of a file from its name.
 *
 * @module
 */
import { isMediaType } from "../rules/artifact.ts";

/** Extensions of compressed files, which do not identify the content. */
const ENCODINGS = /\.(gz|bz2|xz|br|zst|Z)$/;

/**
 * Returns the media type for a file name's extension, ignoring compression: `data.csv.gz` is
 * `text/csv`. Returns undefined if the extension is unknown, or if AWS's pattern does not allow the
 * media type: that of `.xlsx` contains dots.
 */
export async function guessMediaType(fileName: string): Promise<string | undefined> {
  // A table of 24 KB, loaded with the first file.
  const { typeByExtension } = await import("@std/media-types");
  const bare = fileName.replace(ENCODINGS, "");
  const type = typeByExtension(endingOf(bare)) ?? typeByExtension(endingOf(fileName));
  return type !== undefined && isMediaType(type) ? type : undefined;
}

function endingOf(fileName: string): string {
  const dot = fileName.lastIndexOf(".");
  return dot === -1 ? "" : fileName.slice(dot);
}
