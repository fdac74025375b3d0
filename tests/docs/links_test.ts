import { assertEquals } from "@std/assert";
import { headingAnchors, pageLinks } from "../support/markdown.ts";
import { pageFiles } from "../support/pages.ts";

const ROOT = new URL("../../", import.meta.url);

Deno.test("every link of a page to a file of the checkout leads to one, and every anchor to a heading", async () => {
  const broken: string[] = [];
  for (const page of await pageFiles()) {
    const own = new URL(page, ROOT);
    for (const { path, anchor } of pageLinks(await Deno.readTextFile(own))) {
      if (!await leadsSomewhere(path === "" ? own : new URL(path, own), anchor)) {
        broken.push(`${page}: ${path}${anchor && `#${anchor}`}`);
      }
    }
  }
  assertEquals(broken, []);
});

async function leadsSomewhere(target: URL, anchor: string): Promise<boolean> {
  try {
    if (anchor === "") return await Deno.stat(target).then(() => true);
    return headingAnchors(await Deno.readTextFile(target)).has(anchor);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
