/** The specifiers of modules, as the package of npm needs them. */

/** `from "x"`, `import "x"` and `import("x")`, as this code and TypeScript's output have them. */
const SPECIFIER = /(\bfrom |\bimport |\bimport\()"([^"\n]+)"/g;

/** Lines of comments: their examples import the published package. */
const COMMENT = /^\s*(?:\*|\/\*|\/\/)/;

/** Returns what a module imports, types included. */
export function specifiersOf(text: string): readonly string[] {
  return codeLines(text)
    .flatMap((line) => Array.from(line.matchAll(SPECIFIER), ([, , specifier = ""]) => specifier));
}

/** Returns a source that imports the standard library from the package's root, at `root`. */
export function toStaged(text: string, root: string): string {
  return replaced(text, (specifier) => {
    const [, name] = /^@std\/(.+)$/.exec(specifier) ?? [];
    return name === undefined ? specifier : `${root}std/${name.replaceAll("-", "_")}.ts`;
  });
}

/**
 * Returns types that import other types by the names of their JavaScript, and that bring Node's types
 * if they mention them: TypeScript 6 and later load none by itself.
 */
export function toBuilt(types: string): string {
  const built = replaced(
    types,
    (one) => /^\.\.?\//.test(one) ? one.replace(/\.tsx?$/, ".js") : one,
  );
  const needsNode = specifiersOf(types).some((one) => one.startsWith("node:")) ||
    codeLines(types).some((line) => /\bNodeJS\./.test(line));
  return needsNode ? `/// <reference types="node" />\n${built}` : built;
}

function replaced(text: string, change: (specifier: string) => string): string {
  return text.split("\n").map((line) =>
    COMMENT.test(line) ? line : line.replace(
      SPECIFIER,
      (_, before: string, specifier: string) => `${before}"${change(specifier)}"`,
    )
  ).join("\n");
}

function codeLines(text: string): readonly string[] {
  return text.split("\n").filter((line) => !COMMENT.test(line));
}
