import { assertEquals } from "@std/assert";
import { codeBlocks, headingAnchors, pageLinks, pageScripts } from "./markdown.ts";

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

Deno.test("codeBlocks() finds a block inside a list item, without its indentation", () => {
  const markdown = "- Item:\n\n  ```sh\n  ls \\\n    -l\n  ```\n";
  assertEquals(codeBlocks(markdown), [
    { language: "sh", info: [], line: 3, text: "ls \\\n  -l\n" },
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

Deno.test("pageLinks() finds links to files and headings of the checkout, outside code", () => {
  const markdown =
    "[a](./a.md#b) [c](https://c.d) [e](#f-g) `[h](i)`\n\n```sh\n[j](k)\n```\n![l](m.png)\n";
  assertEquals(pageLinks(markdown), [
    { path: "./a.md", anchor: "b" },
    { path: "", anchor: "f-g" },
    { path: "m.png", anchor: "" },
  ]);
});

Deno.test("headingAnchors() makes the anchors that GitHub does", () => {
  const markdown = "# One `two`: three\n\n```sh\n# no\n```\n## Find, read and delete\n";
  assertEquals([...headingAnchors(markdown)], ["one-two-three", "find-read-and-delete"]);
});
