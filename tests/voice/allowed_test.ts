import { assertEquals } from "@std/assert";
import { applyAllowed, parseAllowed } from "./allowed.ts";
import type { Finding } from "./findings.ts";

function finding(context: string, words: string): Finding {
  const start = context.indexOf(words);
  return { path: "a.md", line: 1, name: "tell", words, instead: "", context, start };
}

Deno.test("parseAllowed() reads a path, a text and a reason a line, and reports any other line", () => {
  const list = "# Comment\n\na.md | is told | A quotation.\nb.md | is told\nc.md | x |  | y\n";
  assertEquals(parseAllowed(list), {
    allowances: [{ line: 3, path: "a.md", text: "is told" }],
    problems: [
      'line 4 must be "path | text | reason": b.md | is told',
      'line 5 must be "path | text | reason": c.md | x |  | y',
    ],
  });
});

Deno.test("applyAllowed() allows the words inside a text, and reports lines that allow nothing", () => {
  const [first, second] = [finding("It is told.", "told"), finding("He told.", "told")];
  const allowances = [
    { line: 1, path: "a.md", text: "is told" },
    { line: 2, path: "b.md", text: "is told" },
    { line: 3, path: "a.md", text: "It is" },
  ];
  assertEquals(applyAllowed([first, second], allowances), {
    findings: [second],
    unused: allowances.slice(1),
  });
});
