import { assertEquals } from "@std/assert";
import { codeBlocks, pageScripts } from "./markdown.ts";

Deno.test("pageScripts() finds the blocks that name a runtime and a file, as they stand", () => {
  const markdown =
    "```ts deno a.ts\nlet x;\n```\n\n```ts\nno\n```\n```sh\nno\n```\n```html browser b.html\n<p>\n```\n";
  assertEquals(pageScripts(markdown), [
    { language: "ts", runtime: "deno", file: "a.ts", text: "let x;\n" },
    { language: "html", runtime: "browser", file: "b.html", text: "<p>\n" },
  ]);
});

Deno.test("pageScripts() ignores the label of a tab, and takes no other words for a file", () => {
  const markdown =
    "```js node a.mjs [Node 22]\n1;\n```\n```text output\n1\n```\n```ts a b.ts c\n```\n";
  assertEquals(pageScripts(markdown), [
    { language: "js", runtime: "node", file: "a.mjs", text: "1;\n" },
  ]);
});

Deno.test("codeBlocks() gives each block's language, other words and line", () => {
  const markdown =
    "# A\n\n```sh\nls\n```\n\nText with ``` in it.\n\n```text output\n\n```\n```\nx\n```\n";
  assertEquals(codeBlocks(markdown), [
    { language: "sh", info: [], line: 3, text: "ls\n" },
    { language: "text", info: ["output"], line: 9, text: "\n" },
    { language: "", info: [], line: 12, text: "x\n" },
  ]);
});
