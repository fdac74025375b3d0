/**
 * Parses JSON as Python writes it: with NaN and Infinity, and with whole numbers of any length.
 *
 * @module
 */

/** A text, a token that JSON lacks, or a number. */
const TOKENS = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Begins the strings that replace such tokens. */
const MARK = "\u0000runlog:";

/**
 * Parses a document. Whole numbers beyond those that a double surely holds become `bigint`.
 *
 * @throws {SyntaxError} If the text is no JSON either way
 */
export function parsePythonJson(text: string): unknown {
  const marked = text.replace(TOKENS, (token) => {
    const isKept = token.startsWith('"') || /[.eE]/.test(token) ||
      Number.isSafeInteger(Number(token));
    return isKept ? token : JSON.stringify(MARK + token);
  });
  if (marked === text) return JSON.parse(text);
  return JSON.parse(marked, (_, value) => {
    if (typeof value !== "string" || !value.startsWith(MARK)) return value;
    const token = value.slice(MARK.length);
    return /\d$/.test(token) ? BigInt(token) : Number(token);
  });
}
