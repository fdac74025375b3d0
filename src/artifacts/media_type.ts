/**
 * The media type of a file, by its name. Browser-safe.
 *
 * @module
 */
import { isMediaType } from "../rules/artifact.ts";

/** Endings that say how a file is compressed, not what it is. */
const ENCODINGS = /\.(gz|bz2|xz|br|zst|Z)$/;

/**
 * The media type told by a file name's ending, compression set aside: `data.csv.gz` is `text/csv`.
 * Undefined when the ending tells nothing, or AWS's pattern refuses the type (as it does
 * `.xlsx`'s, for its dots).
 */
export async function guessMediaType(fileName: string): Promise<string | undefined> {
  // 24 KB of table: loaded when a file is logged, not before.
  const { typeByExtension } = await import("@std/media-types");
  const bare = fileName.replace(ENCODINGS, "");
  const type = typeByExtension(endingOf(bare)) ?? typeByExtension(endingOf(fileName));
  return type !== undefined && isMediaType(type) ? type : undefined;
}

function endingOf(fileName: string): string {
  const dot = fileName.lastIndexOf(".");
  return dot === -1 ? "" : fileName.slice(dot);
}
