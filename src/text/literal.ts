/**
 * Writes text on one line of printable characters, and reads it back. Most text is unchanged; any
 * other becomes a JSON string literal, which every language reads (in Python, `json.loads`). Pure.
 *
 * @module
 */

/** Characters that a place may reject, or that act on a terminal or a page. */
const UNPRINTABLE = /(?!\t)[\p{Cc}\p{Cs}\u2028\u2029]/u;
/** Those that `JSON.stringify` leaves. */
const UNESCAPED = /[\u007f-\u009f\u2028\u2029]/g;

/**
 * Checks whether text is one line of printable characters and tabs, without halves of surrogate
 * pairs. Line ends include those that Java's `.` excludes: U+0085, U+2028 and U+2029.
 */
export function isPlainText(text: string): boolean {
  return !UNPRINTABLE.test(text);
}

/**
 * Returns text that a place admits: the text itself, or a JSON string literal if it is not plain.
 * Text that {@linkcode fromLiteral} would decode becomes a literal too, so that any text comes back.
 *
 * @param isPlain Checks whether a text is admitted. It may reject what a literal escapes or
 * quotes (control characters, line ends, halves of surrogate pairs, a reserved or empty text), and
 * must admit literals.
 */
export function toLiteral(
  text: string,
  isPlain: (text: string) => boolean = isPlainText,
): string {
  return isPlain(text) && literalOf(text, isPlain) === undefined ? text : quote(text);
}

/**
 * Inverts {@linkcode toLiteral}. Text that it never returns, such as `"hello"` in quotes by somebody
 * else, is unchanged.
 *
 * @param isPlain The check that `toLiteral` had
 */
export function fromLiteral(
  text: string,
  isPlain: (text: string) => boolean = isPlainText,
): string {
  return literalOf(text, isPlain) ?? text;
}

/** Returns the text of a literal, if `toLiteral` would write that text as this literal. */
function literalOf(literal: string, isPlain: (text: string) => boolean): string | undefined {
  if (literal.length < 2 || !literal.startsWith('"') || !literal.endsWith('"')) return undefined;
  const text = unquote(literal);
  if (text === undefined || quote(text) !== literal) return undefined;
  return !isPlain(text) || literalOf(text, isPlain) !== undefined ? text : undefined;
}

function quote(text: string): string {
  return JSON.stringify(text).replace(
    UNESCAPED,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function unquote(literal: string): string | undefined {
  try {
    const value: unknown = JSON.parse(literal);
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}
