import { assertEquals } from "@std/assert";
import { isMediaType } from "../../src/rules/artifact.ts";

Deno.test("isMediaType() is AWS's pattern and length", () => {
  assertEquals(
    ["text/plain", "image/svg+xml", "text/x; a=b", "a/b.c", `a/${"b".repeat(63)}`].map(isMediaType),
    [true, true, false, false, false],
  );
});
