/**
 * Makes names that AWS accepts from those of other tools.
 *
 * @module
 */
import { ENTITY_NAME_LENGTH, RUN_NAME_LENGTH } from "../rules/limits.ts";

const MARK_LENGTH = 4;

/**
 * Returns the name of an experiment or run: lower case, with hyphens for all other characters. Where
 * anything but case was lost, four hexadecimal digits of the original distinguish it from others.
 */
export function legalName(name: string): string {
  const plain = name.toLowerCase();
  const cut = trimmed(plain.replace(/[^a-z0-9]+/g, "-"));
  if (cut === plain && cut !== "" && cut.length <= RUN_NAME_LENGTH) return cut;
  return markedName(name, name);
}

/** Returns a name with four hexadecimal digits of a text, for a name that is taken. */
export function markedName(name: string, text: string): string {
  const head = trimmed(
    trimmed(name.toLowerCase().replace(/[^a-z0-9]+/g, "-"))
      .slice(0, RUN_NAME_LENGTH - MARK_LENGTH - 1),
  );
  return `${head || "run"}-${markOf(text)}`;
}

/** Returns a display name, which keeps case; undefined if nothing is left of it. */
export function legalDisplayName(name: string): string | undefined {
  const cut = trimmed(name.replace(/[^A-Za-z0-9]+/g, "-")).slice(0, ENTITY_NAME_LENGTH);
  return trimmed(cut) || undefined;
}

function trimmed(name: string): string {
  return name.replace(/^-+|-+$/g, "");
}

/** Returns 16 bits of a text in hexadecimal, by FNV-1a. */
function markOf(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) {
    hash = Math.imul(hash ^ byte, 0x01000193);
  }
  return ((hash ^ hash >>> 16) & 0xffff).toString(16).padStart(MARK_LENGTH, "0");
}
