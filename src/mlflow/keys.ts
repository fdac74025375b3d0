/**
 * Converts names to those that MLflow takes for metrics, parameters, tags and files. Pure.
 *
 * @module
 */

const LONGEST_KEY = 250;

/** Characters that a key cannot contain; letters of any script are legal. */
const ILLEGAL = /[^\p{L}\p{N}_.\-/: ]/gu;

/**
 * Returns the key of a name: the name itself if MLflow takes it, else a legal form with eight digits
 * of its hash, so that two names never share a key.
 */
export function keyOf(name: string): string {
  const legal = name.replace(ILLEGAL, "_").split("/").map(segmentOf).join("/");
  if (legal === name && name.length <= LONGEST_KEY) return name;
  return `${legal.slice(0, LONGEST_KEY - 9)}_${hashOf(name)}`;
}

/** Returns the path of a file of that name, which never leaves the folder of the run's files. */
export function pathOf(name: string): string {
  return keyOf(name.replaceAll("\\", "_"));
}

/** Returns eight digits that tell names apart: FNV-1a of their UTF-8. */
export function hashOf(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  return hash.toString(16).padStart(8, "0");
}

function segmentOf(segment: string): string {
  return /^\.{0,2}$/.test(segment) ? "_" : segment;
}
