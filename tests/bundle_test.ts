import { assert, assertEquals } from "@std/assert";
import { describePage, LIBRARY_BUDGET, measurePage } from "./bench/bundle.ts";
import { measureInBrowser } from "./support/bundle.ts";

Deno.test("mod.ts adds no more to both AWS clients in a page than its budget", async () => {
  const report = await measurePage();
  console.log(describePage(report));
  assert(report.sizes.library <= LIBRARY_BUDGET);
});

Deno.test("A page that imports local sessions loads no code that only requests need", async () => {
  const { files } = await measureInBrowser(
    `export * from "${import.meta.dirname}/../src/local.ts";`,
  );
  const paths = [...files.keys()];
  assert(paths.some((path) => path.endsWith("src/local.ts")));
  assertEquals(paths.filter((path) => /xml|\/s3\/(exchange|s3)\.ts|protocol\/http/.test(path)), []);
});
