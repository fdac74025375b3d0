/**
 * Shortens text that is too long, and adds a hash by which the whole text is recognized. Pure.
 *
 * @module
 */

/** Length of the mark after the cut: an ellipsis, a space and 16 hexadecimal digits. */
const MARK_LENGTH = 18;

/**
 * Returns text of at most a number of UTF-16 code units: the text itself, or its beginning, an
 * ellipsis and a hash of all of it.
 *
 * @param longest Maximum length; more than 18
 */
export function shortened(text: string, longest: number): string {
  if (text.length <= longest) return text;
  return `${text.slice(0, longest - MARK_LENGTH).toWellFormed()}… ${hashOf(text)}`;
}

/** Hashes text to 16 hexadecimal digits: FNV-1a in two lanes, which is not cryptographic. */
function hashOf(text: string): string {
  let [low, high] = [0x811c9dc5, 0x9dc5811c];
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ unit ^ (low >>> 15), 0x01000193);
  }
  return [low, high].map((lane) => (lane >>> 0).toString(16).padStart(8, "0")).join("");
}
