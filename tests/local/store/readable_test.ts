import { assertEquals } from "@std/assert";
import { firstReadable } from "../../../src/local/store/readable.ts";
import fc from "../../support/fast_check.ts";

Deno.test("firstReadable() gives as many rows as are readable, up to the limit, whichever are damaged", () => {
  const rows = fc.array(fc.boolean(), { maxLength: 60 });
  fc.assert(fc.property(rows, fc.integer({ min: 1, max: 30 }), (damaged, limit) => {
    const found = firstReadable(
      limit,
      (most) => [...damaged.keys()].slice(0, most),
      (row) => damaged[row] ? undefined : row,
    );
    assertEquals(found, [...damaged.keys()].filter((row) => !damaged[row]).slice(0, limit));
  }));
});
