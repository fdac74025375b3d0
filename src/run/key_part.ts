/**
 * Names files of a run in S3.
 *
 * @module
 */
import { artifactName } from "../rules/artifact.ts";
import { storedName } from "../rules/stored_text.ts";

/** Longest name in a key, in bytes: the rest of 1,024 is for the prefix and the run. */
const LONGEST_BYTES = 700;

/** Parts that URLs resolve, and those that would look like them below. */
const DOTS = /^(?:\.|%(?:25)*2E){1,2}$/;

/**
 * Returns the part of a key that stands for a file's name: the name itself if it is plain. Others
 * are escaped or, if they are too long, shortened, as the artifact's name is.
 */
export function keyPart(name: string): string {
  const whole = storedName(name, Infinity);
  const isShort = new TextEncoder().encode(whole).length <= LONGEST_BYTES;
  return (isShort ? whole : artifactName(name)).split("/")
    .map((part) => DOTS.test(part) ? part.replaceAll("%", "%25").replaceAll(".", "%2E") : part)
    .join("/");
}
