import type { Mutant } from "./mutant.ts";
import { requireTool } from "../support/tools.ts";

const ROOT = `${import.meta.dirname}/../..`;

/** Which mutants a run applies. */
export interface Choice {
  /** Words: a part of a name or of a file's path. A mutant that has one of them is chosen. */
  readonly words: readonly string[];
  /** Files that have changed; undefined if it does not matter. */
  readonly changed: ReadonlySet<string> | undefined;
  /** Applies one of this many, evenly spread. */
  readonly oneOf: number;
}

/** Returns the chosen mutants, in the order of the list. */
export function chooseMutants(all: readonly Mutant[], choice: Choice): readonly Mutant[] {
  const { words, changed, oneOf } = choice;
  return all
    .filter(({ name, file }) =>
      words.length === 0 || words.some((word) => name.includes(word) || file.includes(word))
    )
    .filter(({ file }) => changed === undefined || changed.has(file))
    .filter((_, index) => index % oneOf === 0);
}

/**
 * Returns the commit that a page of figures names, as in "commit `0123abc`".
 *
 * @throws If it names none
 */
export function commitOf(figures: string): string {
  const commit = /\bcommit\s+`?([0-9a-f]{7,40})\b/i.exec(figures)?.[1];
  if (commit === undefined) {
    throw new Error("tests/FIGURES.md names no commit, as in: commit `0123abc`");
  }
  return commit;
}

/** Returns the files of the source that differ from those of the commit in tests/FIGURES.md. */
export async function changedFiles(): Promise<ReadonlySet<string>> {
  const commit = commitOf(await Deno.readTextFile(`${ROOT}/tests/FIGURES.md`));
  const args = ["-C", ROOT, "diff", "--name-only", commit, "--", "src"];
  return new Set((await requireTool("git", args)).split("\n").filter((line) => line !== ""));
}
