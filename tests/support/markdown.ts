/** Code blocks of Markdown pages. */

/** A fenced code block. */
export interface CodeBlock {
  /** Its first word after the fence; empty if it has none. */
  readonly language: string;
  /** The other words after the fence. */
  readonly info: readonly string[];
  /** The line of its opening fence, from 1. */
  readonly line: number;
  /** Its content, with a newline at the end. */
  readonly text: string;
}

/** A script that a page shows with its runtime and file. */
export interface PageScript {
  /** Language of the block. */
  readonly language: string;
  /** Where it runs: `deno`, `bun`, `node` or `browser`. */
  readonly runtime: string;
  /** The file it is saved as. */
  readonly file: string;
  /** The script. */
  readonly text: string;
}

/** The fenced code blocks of a page, in order. */
export function codeBlocks(markdown: string): readonly CodeBlock[] {
  const fences = markdown.matchAll(/^```([^\n`]*)\n([\s\S]*?)^```$/gm);
  return Array.from(fences, ({ index, 1: info = "", 2: text = "" }) => {
    const [language = "", ...rest] = info.trim().split(/\s+/);
    return { language, info: rest, line: markdown.slice(0, index).split("\n").length, text };
  });
}

/**
 * Blocks whose words after the fence are `{language} {runtime} {file}`, with an optional `[label]` that
 * a site shows on a tab.
 */
export function pageScripts(markdown: string): readonly PageScript[] {
  return codeBlocks(markdown).flatMap(({ language, info, text }) => {
    const [runtime, file, ...label] = info;
    if (runtime === undefined || !file?.includes(".")) return [];
    const isLabeled = label.length === 0 || /^\[.+\]$/.test(label.join(" "));
    return isLabeled ? [{ language, runtime, file, text }] : [];
  });
}
