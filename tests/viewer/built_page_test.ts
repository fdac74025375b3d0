import { assert } from "@std/assert";
import { buildPage, BUILT_PAGE } from "./build_page.ts";

Deno.test("the published page is that of its sources: deno task viewer builds it", async () => {
  const [published, built] = await Promise.all([Deno.readTextFile(BUILT_PAGE), buildPage()]);
  // No diff: it would be of two lines of 370 kB.
  assert(published === built);
});
