import type { Formula } from "./formula.ts";

/** British spellings, and the American ones that AWS and the runtimes use. */
const SPELLINGS: readonly (readonly [british: RegExp, american: string, example: string])[] = [
  [/\bcolour(?:s|ed|ing|ful)?\b/i, "color", "one set of colours"],
  [/\bbehaviour(?:s|al)?\b/i, "behavior", "the same behaviour"],
  [/\bcancell(?:ed|ing)\b/i, "canceled, canceling", "it was cancelled"],
  [/\bartefacts?\b/i, "artifact", "an artefact"],
  [/\b(?:favour|neighbour|honour|labour)(?:s|ed|ing|ite|able)?\b/i, "-or", "its neighbours"],
  [/\b(?:centre|metre|litre|fibre)s?\b/i, "-er", "the centre"],
  [/\b(?:label|model|travel|signal)l(?:ed|ing)\b/i, "one l: labeled", "labelled"],
  [
    /\b(?:serial|normal|initial|optim|recogn|organ|summar|minim|maxim|synchron|general|visual|final|custom|categor|penal|priorit)is(?:e|es|ed|er|ers|ing|ation)\b/i,
    "-ize, -ization",
    "normalised values",
  ],
  [/\banalys(?:e|es|ed|ing)\b(?! of)/i, "analyze", "analysed"],
  [
    /\b(?:catalogue|dialogue|grey|licence|judgement)s?\b/i,
    "catalog, dialog, gray, license, judgment",
    "a grey line",
  ],
  [
    /\b(?:towards|backwards|forwards|afterwards)\b/i,
    "toward, backward, forward, afterward",
    "afterwards",
  ],
];

const UNITS = "kB|KB|MB|GB|kiB|KiB|MiB|GiB|ms|µs|ns|px";

/** Formulas of spelling and numbers. */
export const SPELLING_FORMULAS: readonly Formula[] = [
  ...SPELLINGS.map(([pattern, american, example]): Formula => ({
    name: "spelling",
    pattern,
    instead: american,
    finds: [example],
    leaves: ["color behavior canceled artifact neighbor center labeled normalized analyzed gray"],
  })),
  {
    name: "percent without space",
    pattern: /\b\d[\d,.]*%/,
    instead: "a space before the unit: 40 %",
    finds: ["40% less"],
    leaves: ["40 % less"],
  },
  {
    name: "unit without space",
    pattern: new RegExp(`\\b\\d[\\d,.]*(?:${UNITS})\\b`),
    instead: "a space before the unit: 30 s, 8 MB",
    finds: ["8MB", "after 100ms"],
    leaves: ["8 MB", "after 100 ms", "MD5", "x86"],
  },
  {
    name: "thousands",
    pattern: /(?<![\w.,:/#-])\d{5,}(?![\w-]|[.:]\d)/,
    instead: "thousands with a comma: 65,535",
    finds: ["a whole number from 0 to 65535"],
    leaves: ["from 0 to 65,535", "2026-11-30", "sagemaker-run-1796031792-cefc"],
  },
];
