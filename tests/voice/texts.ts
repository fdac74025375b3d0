import type { TextKind } from "./formula.ts";
import { sourceTokens } from "./source_tokens.ts";

/** A text that people read, and where it is. */
export interface Text {
  readonly kind: TextKind;
  /** Its first line in the file, from 1. */
  readonly line: number;
  /** Its lines, joined by newlines as in the file. */
  readonly text: string;
}

/** Two words in a row: a string without them is a name, not a message. */
const WORDS = /[A-Za-z]{2,}[,:;]? (?:…[,:;]? )?[A-Za-z]{2,}/;
const SQL =
  /^\s*(?:SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|WITH|PRAGMA|BEGIN|ALTER|REPLACE|FROM|WHERE)\b/;
const FENCE = /^\s*(?:```|~~~)/;

/** Texts of a TypeScript module: docstrings by tag, comments, and strings that have words. */
export function textsOfSource(source: string): readonly Text[] {
  return sourceTokens(source).flatMap(({ kind, line, text }): readonly Text[] => {
    switch (kind) {
      case "docstring":
        return partsOf(text, line);
      case "comment":
        return isDirective(text) ? [] : [{ kind: "comment", line, text }];
      case "string":
        return WORDS.test(text) && !SQL.test(text) ? [{ kind: "message", line, text }] : [];
    }
  });
}

/** Texts of a Markdown page: each paragraph, heading, list item and table row, without code blocks. */
export function textsOfPage(markdown: string): readonly Text[] {
  const texts: Text[] = [];
  let open: { readonly line: number; readonly lines: string[] } | undefined;
  const end = (): void => {
    if (open) texts.push({ kind: "prose", line: open.line, text: open.lines.join("\n") });
    open = undefined;
  };
  let isCode = false;
  for (const [index, line] of markdown.split("\n").entries()) {
    if (FENCE.test(line)) {
      isCode = !isCode;
      end();
    } else if (!isCode && line.trim() !== "") {
      if (/^\s*(?:#|\||>|[-*+] |\d+\. )/.test(line)) end();
      open ??= { line: index + 1, lines: [] };
      open.lines.push(line);
    } else {
      end();
    }
  }
  end();
  return texts;
}

function isDirective(comment: string): boolean {
  return /^(?:deno-|@ts-|#region|#endregion)/.test(comment);
}

/** The description of a docstring and each of its tags, without examples' code. */
function partsOf(docstring: string, firstLine: number): readonly Text[] {
  const parts: { kind: TextKind; line: number; lines: string[] }[] = [];
  let isCode = false;
  for (const [index, line] of docstring.split("\n").entries()) {
    if (FENCE.test(line)) {
      isCode = !isCode;
      continue;
    }
    if (isCode) continue;
    const isTag = /^\s*@\w/.test(line);
    const last = parts.at(-1);
    if (isTag || !last) {
      parts.push({ kind: isTag ? "tag" : "docstring", line: firstLine + index, lines: [line] });
    } else {
      last.lines.push(line);
    }
  }
  return parts.flatMap(({ kind, line, lines }) => {
    const skipped = lines.findIndex((one) => one.trim() !== "");
    if (skipped === -1) return [];
    const text = lines.slice(skipped).join("\n").trimEnd();
    return [{ kind, line: line + skipped, text: text.trimStart() }];
  });
}
