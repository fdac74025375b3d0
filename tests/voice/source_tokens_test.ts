import { assertEquals } from "@std/assert";
import { sourceTokens } from "./source_tokens.ts";

function contents(
  source: string,
): readonly (readonly [kind: string, line: number, text: string])[] {
  return sourceTokens(source).map(({ kind, line, text }) => [kind, line, text]);
}

Deno.test("sourceTokens() finds docstrings, comments and strings, with their lines", () => {
  const source = `/**
 * First.
 * @param a Second
 */
const a = "third"; // fourth
/* fifth */ const b = 'sixth';
`;
  assertEquals(contents(source), [
    ["docstring", 1, "\nFirst.\n@param a Second\n"],
    ["string", 5, "third"],
    ["comment", 5, "fourth"],
    ["comment", 6, " fifth"],
    ["string", 6, "sixth"],
  ]);
});

Deno.test("sourceTokens() joins a template's pieces, and reads strings inside its expressions", () => {
  assertEquals(contents('throw `no ${{ a: "run" }.a} in ${`group ${b}`} here`;'), [
    ["string", 1, "run"],
    ["string", 1, "group …"],
    ["string", 1, "no … in … here"],
  ]);
});

Deno.test("sourceTokens() takes no quote inside a comment, string or regular expression for a start", () => {
  const source = [
    "// it's",
    'const a = "\\" // no";',
    "const b = /[\"'`/]/.test(c) ? 1 / 2 : d / e; // half",
  ].join("\n");
  assertEquals(contents(source), [
    ["comment", 1, "it's"],
    ["string", 2, '\\" // no'],
    ["comment", 3, "half"],
  ]);
});
