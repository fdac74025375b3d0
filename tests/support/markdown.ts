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
  const fences = markdown.matchAll(/^( *)```([^\n`]*)\n([\s\S]*?)^\1```$/gm);
  return Array.from(fences, ({ index, 1: indent = "", 2: info = "", 3: indented = "" }) => {
    const [language = "", ...rest] = info.trim().split(/\s+/);
    const text = indented.split("\n")
      .map((line) => line.startsWith(indent) ? line.slice(indent.length) : line).join("\n");
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

/** A link to a file of the checkout, or to a heading of one. */
export interface PageLink {
  /** Path from the page's own folder; empty for a heading of the page itself. */
  readonly path: string;
  /** The heading's anchor; empty if the link has none. */
  readonly anchor: string;
}

/** The links of a page that do not leave the checkout. */
export function pageLinks(markdown: string): readonly PageLink[] {
  const links = withoutBlocks(markdown).matchAll(/\]\(([^)\s#]*)#?([^)\s]*)\)/g);
  return Array.from(links, ([, path = "", anchor = ""]) => ({ path, anchor }))
    .filter(({ path }) => !/^[a-z]+:/.test(path));
}

/** The anchors of a page's headings, as GitHub makes them. */
export function headingAnchors(markdown: string): ReadonlySet<string> {
  const headings = withoutBlocks(markdown).matchAll(/^#{1,6} +(.*)$/gm);
  return new Set(
    Array.from(
      headings,
      ([, heading = ""]) =>
        heading.replace(/\]\([^)]*\)/g, "").toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, "").trim()
          .replaceAll(" ", "-"),
    ),
  );
}

function withoutBlocks(markdown: string): string {
  return markdown.replace(/^( *)```[^\n`]*\n[\s\S]*?^\1```$/gm, "").replace(
    /`[^`\n]+`/g,
    (code) => code.replace(/[[\]()]/g, ""),
  );
}
