import type { Formula } from "./formula.ts";
import { REFERENCE_FORMULAS } from "./reference_formulas.ts";
import { SENTENCE_FORMULAS } from "./sentence_formulas.ts";
import { SPELLING_FORMULAS } from "./spelling_formulas.ts";
import { WORD_FORMULAS } from "./word_formulas.ts";

/** Every wording that the project does not use. */
export const FORMULAS: readonly Formula[] = [
  ...REFERENCE_FORMULAS,
  ...SENTENCE_FORMULAS,
  ...WORD_FORMULAS,
  ...SPELLING_FORMULAS,
];
