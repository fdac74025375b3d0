/**
 * Remembers which names of files and folders a run has given out: those of files may contain
 * slashes, so that a file can be one of a folder.
 *
 * @module
 */
import type { ArtifactDirection } from "../rules/artifact.ts";

/** Names of the files and folders that one handle of a run has stored. */
export class StoredNames {
  readonly #files = { input: new Set<string>(), output: new Set<string>() };
  readonly #folders = { input: new Set<string>(), output: new Set<string>() };

  /** Returns a name whose keys would meet those of another one, if there is one. */
  meeting(direction: ArtifactDirection, name: string, isFolder: boolean): string | undefined {
    const parts = name.split("/");
    for (let length = 1; length < parts.length; length++) {
      const folder = parts.slice(0, length).join("/");
      if (this.#folders[direction].has(folder)) return folder;
    }
    if (!isFolder) return undefined;
    const names = [...this.#files[direction], ...this.#folders[direction]];
    return names.find((other) => other.startsWith(`${name}/`));
  }

  /**
   * Adds a name.
   *
   * @returns The function that removes it, unless it was there before
   */
  add(direction: ArtifactDirection, name: string, isFolder: boolean): () => void {
    const names = (isFolder ? this.#folders : this.#files)[direction];
    if (names.has(name)) return () => {};
    names.add(name);
    return () => void names.delete(name);
  }
}
