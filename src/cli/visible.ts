/**
 * Text of runs, made safe to show: a terminal shows its control characters and obeys none. Pure.
 *
 * @module
 */

const ACTING = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

/** Text in one line, control characters and line ends written out. */
export function visible(text: string): string {
  return text.replace(ACTING, (character) => character === "\n" ? "\\n" : escaped(character));
}

/** Text in lines: only line ends and tabs act. */
export function visibleLines(text: string): string {
  return text.replaceAll("\r\n", "\n").replace(
    ACTING,
    (character) => character === "\n" || character === "\t" ? character : escaped(character),
  );
}

/** As JSON escapes it, so that JSON stays the same value. */
function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
