/** Odd text and numbers, for wherever a request takes any. */

/** Texts that something between a client and a row may change or trip over. */
const TEXTS: readonly string[] = [
  "",
  "plain",
  " both ends ",
  "0",
  "-0",
  "1e3",
  "NaN",
  "9007199254740993",
  "a.b",
  "loss.max",
  "x,y",
  "'; DROP TABLE entities; --",
  "%_%",
  '<a href="&amp;">',
  "back\\slash",
  "é",
  "e\u0301",
  "😀",
  "\ufeffmark",
  "\u202eright to left\u202c",
  "\u0001\u001f\u007f",
  "\u0000",
  "a\u0000b",
  "\ufffd",
  "\uffff",
  "__proto__",
  "constructor",
  "toString",
  "x".repeat(128),
  "x".repeat(320),
  "y".repeat(2_500),
];

/** Texts that AWS takes in few places or in none. */
const REFUSED_TEXTS: readonly string[] = [
  "\ud800",
  "a\udfffb",
  "two\nlines",
  "\r",
  "a\u0085b",
  "a\u2028b",
  "\u2029",
  "x".repeat(129),
  "x".repeat(321),
  "y".repeat(2_501),
];

/** Numbers at the edges of what formats hold. */
const NUMBERS: readonly number[] = [
  0,
  -0,
  1,
  -1,
  0.1,
  1 / 3,
  -2.5,
  123_456,
  2 ** 31,
  2 ** 53 - 1,
  2 ** 53,
  2 ** 53 + 2,
  -(2 ** 62),
  2 ** 63,
  2 ** 64,
  1e21,
  1e-7,
  1e308,
  -1e308,
  Number.MAX_VALUE,
  Number.MIN_VALUE,
];

/** Times in milliseconds at the edges of what formats hold; whole seconds, as boto3 sends no others. */
const TIMES: readonly number[] = [
  0,
  -1_000,
  1_000,
  (2 ** 31 - 1) * 1_000,
  2 ** 31 * 1_000,
  1_700_000_000_000,
  1_700_000_001_000,
  -62_135_510_400_000,
  253_402_214_400_000,
];

/** Times beyond the years that every reader has. */
const REFUSED_TIMES: readonly number[] = [-62_135_510_401_000, 253_402_214_401_000];

/** Where a value is used. */
export type Use =
  | "parameter name"
  | "parameter value"
  | "artifact name"
  | "artifact value"
  | "metric name"
  | "description"
  | "message"
  | "uri"
  | "key"
  | "search"
  | "parameter number"
  | "metric number"
  | "time";

/** An input that the store answers wrongly until a change arrives. */
interface Awaited {
  /** What it awaits. */
  readonly reason: string;
  /** Whether a value is one, where it is used. */
  readonly isOne: (use: Use, value: string | number) => boolean;
}

/** Inputs that are left out until the store answers them: an empty list leaves out none. */
export const AWAITED: readonly Awaited[] = [];

const isAll = Deno.env.get("RUNLOG_AWAITED") === "1";

function isKept(use: Use, value: string | number): boolean {
  return isAll || !AWAITED.some(({ isOne }) => isOne(use, value));
}

/** Most characters of a text, where fewer than the longest text are taken. */
const LONGEST: Partial<Readonly<Record<Use, number>>> = {
  "parameter name": 320,
  "artifact name": 128,
  "artifact value": 2_048,
  "metric name": 255,
  "message": 1_024,
  "uri": 2_048,
  "search": 1_024,
};

function isShort(use: Use, text: string): boolean {
  return text.length <= (LONGEST[use] ?? Infinity);
}

/** The texts that are taken for a use. */
export function oddTexts(use: Use): readonly string[] {
  return TEXTS.filter((text) => isKept(use, text) && isShort(use, text));
}

/** The texts that are refused for a use, or for most. */
export function refusedTexts(use: Use): readonly string[] {
  const long = TEXTS.filter((text) => !isShort(use, text));
  return [...REFUSED_TEXTS, ...long].filter((text) => isKept(use, text));
}

/** The numbers for a use. */
export function oddNumbers(use: Use): readonly number[] {
  return NUMBERS.filter((number) => isKept(use, number));
}

/** The times. */
export function oddTimes(): readonly number[] {
  return TIMES.filter((ms) => isKept("time", ms));
}

/** The times that are refused. */
export function refusedTimes(): readonly number[] {
  return REFUSED_TIMES.filter((ms) => isKept("time", ms));
}
