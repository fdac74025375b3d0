import { assertEquals } from "@std/assert";
import { textsOfPage, textsOfSource } from "./texts.ts";

Deno.test("textsOfSource() splits a docstring by tag, without the code of its examples", () => {
  const source = `/**
 * Logs a value,
 * replacing any other.
 *
 * @param name Metric name
 * @example A title
 * \`\`\`ts
 * hears();
 * \`\`\`
 */`;
  assertEquals(textsOfSource(source), [
    { kind: "docstring", line: 2, text: "Logs a value,\nreplacing any other." },
    { kind: "tag", line: 5, text: "@param name Metric name" },
    { kind: "tag", line: 6, text: "@example A title" },
  ]);
});

Deno.test("textsOfSource() takes strings that have words, and neither names, paths nor SQL", () => {
  const source = `f("no such run", "runName", "./a.ts", "SELECT a FROM b", \`run \${a} failed\`);`;
  assertEquals(textsOfSource(source), [
    { kind: "message", line: 1, text: "no such run" },
    { kind: "message", line: 1, text: "run … failed" },
  ]);
});

Deno.test("textsOfSource() skips directives for tools", () => {
  assertEquals(textsOfSource("// deno-lint-ignore no-explicit-any\n// Since AWS does.\n"), [
    { kind: "comment", line: 2, text: "Since AWS does." },
  ]);
});

Deno.test("textsOfPage() splits a page into paragraphs, items and rows, without code blocks", () => {
  const page = "# Title\n\nOne\ntwo.\n- a\n  b\n- c\n\n```sh\ntold\n```\n| x |\n| y |\n";
  assertEquals(textsOfPage(page).map(({ line, text }) => [line, text]), [
    [1, "# Title"],
    [3, "One\ntwo."],
    [5, "- a\n  b"],
    [7, "- c"],
    [12, "| x |"],
    [13, "| y |"],
  ]);
});
