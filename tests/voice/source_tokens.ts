/** A comment or string of TypeScript source. */
export interface SourceToken {
  readonly kind: "docstring" | "comment" | "string";
  /** Its first line in the file, from 1. */
  readonly line: number;
  /** Its content: without quotes or comment marks, in a template with `…` for each `${}`. */
  readonly text: string;
}

/** After these a slash begins a regular expression; after anything else it divides. */
const BEFORE_REGEX =
  /(?:^|[([{,;=:!&|?+*%~^<>-]|\b(?:return|typeof|case|of|in|do|else|yield|await))\s*$/;

const PLAIN_TOKENS =
  /(?<block>\/\*[\s\S]*?\*\/)|(?<line>\/\/[^\n]*)|(?<string>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|(?<tick>`)|(?<open>\{)|(?<close>\})|(?<slash>\/)/y;

const REGEX = /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/y;

/** Comments and strings of a TypeScript module, in order. JSX is not supported. */
export function sourceTokens(source: string): readonly SourceToken[] {
  const tokens: SourceToken[] = [];
  const lineAt = lineCounter(source);
  // One entry per open template: how many braces are open inside its current `${}`.
  const templates: { readonly start: number; text: string; depth: number }[] = [];
  let index = 0;
  while (index < source.length) {
    const template = templates.at(-1);
    if (template && template.depth === 0) {
      index = readTemplate(index);
      continue;
    }
    PLAIN_TOKENS.lastIndex = index;
    const groups = PLAIN_TOKENS.exec(source)?.groups;
    if (!groups) {
      index += 1;
      continue;
    }
    const { block, line, string } = groups;
    if (block !== undefined) {
      const isDoc = block.startsWith("/**") && block !== "/**/";
      tokens.push({
        kind: isDoc ? "docstring" : "comment",
        line: lineAt(index),
        text: inside(block),
      });
      index += block.length;
    } else if (line !== undefined) {
      tokens.push({ kind: "comment", line: lineAt(index), text: line.slice(2).trim() });
      index += line.length;
    } else if (string !== undefined) {
      tokens.push({ kind: "string", line: lineAt(index), text: string.slice(1, -1) });
      index += string.length;
    } else if (groups["tick"]) {
      templates.push({ start: index, text: "", depth: 0 });
      index += 1;
    } else if (groups["slash"]) {
      index = afterSlash(index);
    } else {
      if (template) template.depth += groups["open"] ? 1 : -1;
      index += 1;
    }
  }
  return tokens.toSorted((a, b) => a.line - b.line);

  function readTemplate(from: number): number {
    const template = templates.at(-1);
    if (!template) return from;
    const [piece = ""] = /^(?:\\[\s\S]|\$(?!\{)|[^`\\$])*/.exec(source.slice(from)) ?? [];
    template.text += piece;
    const end = from + piece.length;
    if (source.startsWith("${", end)) {
      template.text += "…";
      template.depth = 1;
      return end + 2;
    }
    templates.pop();
    tokens.push({ kind: "string", line: lineAt(template.start), text: template.text });
    return end + 1;
  }

  function afterSlash(from: number): number {
    if (!BEFORE_REGEX.test(source.slice(Math.max(0, from - 40), from))) return from + 1;
    REGEX.lastIndex = from;
    return from + (REGEX.exec(source)?.[0].length ?? 1);
  }
}

/** A block comment's lines without stars, of the same count. */
function inside(block: string): string {
  return block.replace(/^\/\*+|\*+\/$/g, "").split("\n")
    .map((line) => line.replace(/^\s*\* ?/, "").trimEnd()).join("\n");
}

function lineCounter(source: string): (index: number) => number {
  let [line, last] = [1, 0];
  return (index) => {
    // Templates are reported by their start, which may be before a comment inside them.
    if (index < last) return source.slice(0, index).split("\n").length;
    for (; last < index; last++) if (source[last] === "\n") line += 1;
    return line;
  };
}
