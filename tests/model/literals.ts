/** The model of how the library keeps text that AWS refuses, or loses: as a literal of JSON. */

/** What is on no single line, on no screen, or half a character. */
const UNPRINTABLE = /(?!\t)[\p{Cc}\p{Cs}\u2028\u2029]/u;

/** A text as it is kept. */
export function keptText(text: string): string {
  return UNPRINTABLE.test(text) ? literalOf(text) : text;
}

/** A name of a parameter or artifact as it is kept. */
export function keptName(name: string): string {
  return name === "" || name === "__proto__" ? literalOf(name) : keptText(name);
}

/** The name that was given; names and texts whose literal it is are kept alike. */
export function givenText(kept: string): string {
  if (!kept.startsWith('"') || !kept.endsWith('"') || kept.length < 2) return kept;
  try {
    const text: unknown = JSON.parse(kept);
    return typeof text === "string" && keptName(text) === kept ? text : kept;
  } catch {
    return kept;
  }
}

function literalOf(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
