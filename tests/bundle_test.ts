import { assert } from "@std/assert";
import { LIBRARY_BUDGET, measurePage } from "./bench/bundle.ts";

Deno.test("mod.ts adds no more to both AWS clients in a page than its budget", async () => {
  const { library } = await measurePage();
  console.log(`mod.ts adds ${(library / 1000).toFixed(1)} kB of ${LIBRARY_BUDGET / 1000}`);
  assert(library <= LIBRARY_BUDGET);
});
