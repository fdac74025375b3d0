import { assertEquals } from "@std/assert";
import { countByFolder, findIn } from "./findings.ts";
import type { Formula } from "./formula.ts";

const TOLD: Formula = {
  name: "told",
  pattern: /\bis told\b/,
  instead: "receives",
  finds: [],
  leaves: [],
};

Deno.test("findIn() finds words that are broken over two lines, at the line of the first", () => {
  const found = findIn("a.ts", [{ kind: "docstring", line: 3, text: "Before.\nIt is\ntold." }], [
    TOLD,
  ]);
  assertEquals(found, [{
    path: "a.ts",
    line: 4,
    name: "told",
    words: "is told",
    instead: "receives",
    context: "Before. It is told.",
    start: 11,
  }]);
});

Deno.test("findIn() skips inline code, the addresses of links, and kinds that a formula is not for", () => {
  const text = "`is told` [a](./is told) {@linkcode is told}";
  assertEquals(findIn("a.md", [{ kind: "prose", line: 1, text }], [TOLD]), []);
  const tagged: Formula = { ...TOLD, kinds: ["tag"] };
  assertEquals(findIn("a.md", [{ kind: "prose", line: 1, text: "is told" }], [tagged]), []);
});

Deno.test("countByFolder() counts by the folders of src, by docs, and single files, most first", () => {
  const at = (path: string) => findIn(path, [{ kind: "prose", line: 1, text: "is told" }], [TOLD]);
  const paths = ["src/run/run.ts", "README.md", "src/run/a/b.ts", "src/errors.ts", "docs/a/b.md"];
  assertEquals(countByFolder(paths.flatMap(at)), [
    ["src/run", 2],
    ["README.md", 1],
    ["src/errors.ts", 1],
    ["docs", 1],
  ]);
});
