import { assertEquals } from "@std/assert";
import { allItems } from "../../src/session/pages.ts";
import fc from "../support/fast_check.ts";

Deno.test("allItems() yields the items of every page in order, also of empty ones, and asks for each once", async () => {
  const pages = fc.array(fc.option(fc.array(fc.nat(), { maxLength: 4 }), { nil: undefined }), {
    minLength: 1,
    maxLength: 8,
  });
  await fc.assert(fc.asyncProperty(pages, async (pages) => {
    const asked: (string | undefined)[] = [];
    const found = await Array.fromAsync(allItems(({ NextToken }) => {
      asked.push(NextToken);
      const index = Number(NextToken ?? 0);
      const nextToken = index + 1 < pages.length ? String(index + 1) : undefined;
      return Promise.resolve({ items: pages[index], nextToken });
    }));
    assertEquals(found, pages.flatMap((items) => items ?? []));
    assertEquals(asked, pages.map((_, index) => index === 0 ? undefined : String(index)));
  }));
});
