import type { Formula } from "./formula.ts";
import type { Text } from "./texts.ts";

/** A wording that was found. */
export interface Finding {
  readonly path: string;
  readonly line: number;
  /** The formula's name. */
  readonly name: string;
  /** The words, as they are in the file. */
  readonly words: string;
  readonly instead: string;
  /** The whole text around the words, in one line. */
  readonly context: string;
  /** Where the words start in it. */
  readonly start: number;
}

/** Every place where a formula matches one of a file's texts. */
export function findIn(
  path: string,
  texts: readonly Text[],
  formulas: readonly Formula[],
): readonly Finding[] {
  return texts.flatMap(({ kind, line, text }) => {
    const context = text.replaceAll("\n", " ");
    const searched = withoutCode(context);
    return formulas
      .filter(({ kinds }) => kinds === undefined || kinds.includes(kind))
      .flatMap(({ name, pattern, instead }) =>
        Array.from(searched.matchAll(everywhere(pattern)), ({ index, 0: match }): Finding => ({
          path,
          line: line + text.slice(0, index).split("\n").length - 1,
          name,
          words: context.slice(index, index + match.trimEnd().length),
          instead,
          context,
          start: index,
        }))
      );
  }).toSorted((a, b) => a.line - b.line);
}

/** How many findings each folder has, most first. */
export function countByFolder(
  findings: readonly Finding[],
): readonly (readonly [folder: string, count: number])[] {
  const counts = new Map<string, number>();
  for (const { path } of findings) {
    const folder = folderOf(path);
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return [...counts].toSorted(([, a], [, b]) => b - a);
}

/** `src/run` for a file below it, the file itself for one at the root or right in `src`. */
function folderOf(path: string): string {
  return /^src\/[^/]+(?=\/)/.exec(path)?.[0] ?? /^docs(?=\/)/.exec(path)?.[0] ?? path;
}

/** The text with inline code, links' addresses and link tags masked, at the same length. */
function withoutCode(text: string): string {
  return text
    .replace(/`[^`]+`/g, (code) => `\`${"·".repeat(code.length - 2)}\``)
    .replace(/\{@link(?:code|plain)? [^}]*\}/g, ({ length }) => "·".repeat(length))
    .replace(/\]\([^)]*\)/g, ({ length }) => `]${"·".repeat(length - 1)}`)
    .replace(/https?:\/\/\S+/g, ({ length }) => "·".repeat(length));
}

function everywhere({ source, flags }: RegExp): RegExp {
  return new RegExp(source, flags.includes("g") ? flags : `${flags}g`);
}
