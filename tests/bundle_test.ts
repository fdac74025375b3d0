import { assert } from "@std/assert";
import { describePage, LIBRARY_BUDGET, measurePage } from "./bench/bundle.ts";

Deno.test("mod.ts adds no more to both AWS clients in a page than its budget", async () => {
  const report = await measurePage();
  console.log(describePage(report));
  assert(report.sizes.library <= LIBRARY_BUDGET);
});
