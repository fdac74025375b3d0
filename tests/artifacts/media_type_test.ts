import { assertEquals } from "@std/assert";
import { guessMediaType, isMediaType } from "../../src/artifacts/media_type.ts";

const TYPES: readonly (readonly [string, string | undefined])[] = [
  ["data.csv", "text/csv"],
  ["data.csv.gz", "text/csv"],
  ["model.tar.gz", "application/x-tar"],
  ["notes.txt", "text/plain"],
  ["image.PNG", "image/png"],
  ["archive.gz", "application/gzip"],
  ["weights.unknown", undefined],
  ["Makefile", undefined],
  ["sheet.xlsx", undefined], // AWS's pattern refuses the dots of its type
];

for (const [name, type] of TYPES) {
  Deno.test(`guessMediaType() of ${name} is ${type}`, async () => {
    assertEquals(await guessMediaType(name), type);
  });
}

Deno.test("isMediaType() is AWS's pattern and length", () => {
  assertEquals(
    ["text/plain", "image/svg+xml", "text/x; a=b", "a/b.c", `a/${"b".repeat(63)}`].map(isMediaType),
    [true, true, false, false, false],
  );
});
