/**
 * Text in columns, so that every text is read back as it was written. Deno's SQLite reads text only
 * up to a NUL, and every SQLite replaces lone surrogates.
 *
 * The order of strings is kept, except for lone surrogates, and a beginning of a text remains one.
 *
 * @module
 */
import type { SqliteValue } from "./modules.ts";

/** Begins a replacement. It is the lowest character that a column holds. */
const MARK = "\u0001";
const NUL = `${MARK}\u0001`;
const OWN = `${MARK}\u0002`;
const SURROGATE = `${MARK}\u0003`;

// deno-lint-ignore no-control-regex -- These are the characters to replace.
const REPLACED = /[\0\u0001\p{Cs}]/gu;
// deno-lint-ignore no-control-regex -- These are the characters that replace others.
const REPLACEMENTS = /\u0001(?:([\u0001\u0002])|\u0003([0-9a-f]{4}))/g;

/** Returns the text to store in a column. */
export function toColumnText(text: string): string {
  if (text.isWellFormed() && !text.includes("\0") && !text.includes(MARK)) return text;
  return text.replace(REPLACED, (character) => {
    if (character === "\0") return NUL;
    return character === MARK ? OWN : SURROGATE + character.charCodeAt(0).toString(16);
  });
}

/** Returns the text that a column stands for. */
export function fromColumnText(text: string): string {
  if (!text.includes(MARK)) return text;
  return text.replace(
    REPLACEMENTS,
    (whole: string, _short: string | undefined, code: string | undefined) => {
      if (code !== undefined) return String.fromCharCode(parseInt(code, 16));
      return whole === NUL ? "\0" : MARK;
    },
  );
}

/** Returns the value to store in a column. */
export function toColumn(value: SqliteValue): SqliteValue {
  return typeof value === "string" ? toColumnText(value) : value;
}

/** A row whose strings are still to be replaced. */
export type WritableRow = Record<string, SqliteValue>;

/** Replaces the strings of a row by those that they stand for. */
export function decodeRow(row: WritableRow): void {
  for (const column in row) {
    const value = row[column];
    if (typeof value === "string") row[column] = fromColumnText(value);
  }
}
