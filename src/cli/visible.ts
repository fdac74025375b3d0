/**
 * Makes text of runs safe to show: control characters appear as escapes and have no effect. Pure.
 *
 * @module
 */

const ACTING = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

/** Returns text as one line, with control characters and line ends escaped. */
export function visible(text: string): string {
  return text.replace(ACTING, (character) => character === "\n" ? "\\n" : escaped(character));
}

/** Returns text as lines, with all control characters escaped but line ends and tabs. */
export function visibleLines(text: string): string {
  return text.replaceAll("\r\n", "\n").replace(
    ACTING,
    (character) => character === "\n" || character === "\t" ? character : escaped(character),
  );
}

/** Escapes a character as JSON does, so that JSON keeps its value. */
function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
