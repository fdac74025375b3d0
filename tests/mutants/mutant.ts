/** A deliberate slip in one file of the source, which a test has to notice. */
export interface Mutant {
  /** Name: the folder, a slash and words. */
  readonly name: string;
  /** What holds in the source and not in the mutant, as a sentence without a full stop. */
  readonly promise: string;
  /** Path of the file from the root of the project. */
  readonly file: string;
  /** Text that occurs exactly once in the file. */
  readonly from: string;
  /** Text in its place. */
  readonly to: string;
  /** Test files, the likeliest first, of which one has to fail. */
  readonly tests: readonly string[];
}

/** A text of a mutant that no longer fits its file. */
export class StaleMutantError extends Error {
  override name = "StaleMutantError";

  constructor({ name, file }: Mutant, count: number) {
    super(`${name}: its text occurs ${count} times in ${file}, and must occur once`);
  }
}

/**
 * Returns a source with the slip of a mutant.
 *
 * @throws {StaleMutantError} If the text that it replaces does not occur exactly once
 */
export function mutate(source: string, mutant: Mutant): string {
  const parts = source.split(mutant.from);
  if (parts.length !== 2) throw new StaleMutantError(mutant, parts.length - 1);
  return parts.join(mutant.to);
}
