import { assertEquals } from "@std/assert";
import { guessMediaType } from "../../src/artifacts/media_type.ts";

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
