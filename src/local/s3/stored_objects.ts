/**
 * Rules of stored objects, whichever way they came.
 *
 * @module
 */
import { ServiceError } from "../errors.ts";
import type { LocalStore } from "../store/store.ts";

/** Returns the error of a bucket that does not exist. */
export function noSuchBucket(): ServiceError {
  return new ServiceError("NoSuchBucket", "The specified bucket does not exist", 404);
}

/** Returns the error of an object that does not exist. */
export function noSuchKey(): ServiceError {
  return new ServiceError("NoSuchKey", "The specified key does not exist.", 404);
}

/** Maximum length of a key, in bytes. */
const LONGEST_KEY = 1_024;

/** Returns whether a key is short enough for an object. */
export function isShort(key: string): boolean {
  return new TextEncoder().encode(key).length <= LONGEST_KEY;
}

/** Removes files that are no longer referenced. */
export async function removeFiles(
  store: LocalStore,
  files: readonly (string | undefined)[],
): Promise<void> {
  await Promise.all(files.flatMap((file) => file === undefined ? [] : store.files.remove(file)));
}
