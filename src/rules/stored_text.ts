/**
 * Writes names and values of parameters and artifacts in a form that AWS admits, and reads them
 * back. AWS's pattern `.*` excludes line ends, also those of Unicode.
 *
 * @module
 */
import { fromLiteral, isPlainText, toLiteral } from "../text/literal.ts";
import { shortened } from "../text/shortened.ts";

/**
 * Returns the stored form of a name: the name itself, a JSON string literal if AWS does not admit
 * it, or its beginning and a hash if that is too long.
 *
 * @param longest Maximum length in characters
 */
export function storedName(name: string, longest: number): string {
  return shortened(toLiteral(name, isPlainName), longest);
}

/** Returns the stored form of a text value, as {@linkcode storedName} does for names. */
export function storedText(text: string, longest: number): string {
  return shortened(toLiteral(text), longest);
}

/** Returns the name of a stored form. A shortened name stays shortened. */
export function originalName(stored: string): string {
  return fromLiteral(stored, isPlainName);
}

/** Returns the text of a stored form. A shortened text stays shortened. */
export function originalText(stored: string): string {
  return fromLiteral(stored);
}

/** The AWS SDK for JavaScript loses the value of a member called `__proto__`. */
function isPlainName(name: string): boolean {
  return name !== "" && name !== "__proto__" && isPlainText(name);
}
