import type { Finding } from "./findings.ts";

/** A wording that is right where it is. */
export interface Allowance {
  /** Line in the list, from 1. */
  readonly line: number;
  readonly path: string;
  /** The words with enough around them to be found once. */
  readonly text: string;
}

/** Lines of the list, and what is wrong with it. */
export interface AllowedList {
  readonly allowances: readonly Allowance[];
  readonly problems: readonly string[];
}

/** Reads lines of `path | text | reason`; empty lines and lines that start with # are skipped. */
export function parseAllowed(list: string): AllowedList {
  const allowances: Allowance[] = [];
  const problems: string[] = [];
  for (const [index, line] of list.split("\n").entries()) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    const [path = "", text = "", reason = "", ...rest] = line.split(" | ").map((part) =>
      part.trim()
    );
    if (path === "" || text === "" || reason === "" || rest.length > 0) {
      problems.push(`line ${index + 1} must be "path | text | reason": ${line}`);
    } else {
      allowances.push({ line: index + 1, path, text });
    }
  }
  return { allowances, problems };
}

/** The findings that no line of the list allows, and the lines that allow none. */
export function applyAllowed(
  findings: readonly Finding[],
  allowances: readonly Allowance[],
): { readonly findings: readonly Finding[]; readonly unused: readonly Allowance[] } {
  const used = new Set<Allowance>();
  const remaining = findings.filter((finding) => {
    const allowing = allowances.filter((allowance) => covers(allowance, finding));
    for (const allowance of allowing) used.add(allowance);
    return allowing.length === 0;
  });
  return { findings: remaining, unused: allowances.filter((allowance) => !used.has(allowance)) };
}

function covers({ path, text }: Allowance, finding: Finding): boolean {
  if (path !== finding.path) return false;
  const end = finding.start + finding.words.length;
  for (let at = finding.context.indexOf(text); at !== -1;) {
    if (at <= finding.start && end <= at + text.length) return true;
    at = finding.context.indexOf(text, at + 1);
  }
  return false;
}
