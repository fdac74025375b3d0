import { assertEquals } from "@std/assert";

const ROOT = new URL("../../", import.meta.url);

Deno.test("ARCHITECTURE.md's map has a line for each folder of src, and marks those without code", async () => {
  const page = await Deno.readTextFile(new URL("ARCHITECTURE.md", ROOT));
  const rows = page.matchAll(/^\| (_?)`src\/(\w+)\/`_? +\|/gm);
  const shown = Array.from(rows, ([, mark, folder]) => [folder, mark === ""] as const);
  const folders = new Set<string>();
  for await (const { name, isDirectory } of Deno.readDir(new URL("src", ROOT))) {
    if (isDirectory) folders.add(name);
  }
  const named = new Set(shown.map(([folder]) => folder));
  assertEquals([...folders].filter((folder) => !named.has(folder)), []);
  assertEquals(shown.filter(([folder = "", isBuilt]) => folders.has(folder) !== isBuilt), []);
});
