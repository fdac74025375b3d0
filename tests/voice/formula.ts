/** What a text is to its reader. */
export type TextKind =
  /** The description of a docstring. */
  | "docstring"
  /** A tag of a docstring, such as `@param`, from its `@` on. */
  | "tag"
  /** A comment that no documentation shows. */
  | "comment"
  /** A string in the source that has words: an error message, help, a notice. */
  | "message"
  /** A paragraph, heading, list item or table row of a Markdown page. */
  | "prose";

/** A wording that the project does not use, and what to write instead. */
export interface Formula {
  /** Short name, printed with each finding. */
  readonly name: string;
  /** Finds the wording. Inline code is masked before, character by character. */
  readonly pattern: RegExp;
  /** Suggested wording. */
  readonly instead: string;
  /** Texts to search; all kinds if absent. */
  readonly kinds?: readonly TextKind[];
  /** Sentences that contain the wording. */
  readonly finds: readonly string[];
  /** Native sentences that the pattern must not match. */
  readonly leaves: readonly string[];
}

/** The documentation comments that readers see as reference. */
export const REFERENCE: readonly TextKind[] = ["docstring", "tag"];
