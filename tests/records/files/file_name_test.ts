import { assert, assertEquals } from "@std/assert";
import fc from "../../support/fast_check.ts";
import { foldedPath, nameFlaw } from "../../../src/records/files/file_name.ts";

const ODD = ["CON", "con", "nul.txt", "COM1.tar.gz", "LPT9 ", "aux ", "CONIN$", "com¹", "a.", "a "];

Deno.test("nameFlaw() refuses parts of a key that lead elsewhere or name nothing, in every system", () => {
  for (const part of ["", ".", "..", "a\0b"]) {
    for (const isWindows of [false, true]) assert(nameFlaw(part, isWindows), part);
  }
});

Deno.test("nameFlaw() refuses devices, ends and characters that Windows refuses, only there", () => {
  for (const part of [...ODD, "a:b", "a\\b", "C:", "what?", "a*", "<a>", "a|b", 'a"b', "a\u0001"]) {
    assert(nameFlaw(part, true), part);
    assertEquals(nameFlaw(part, false), undefined, part);
  }
  for (const part of ["console", "nullable.txt", "com", "com10", "lpt", "a.b", ".hidden", "ü, b"]) {
    assertEquals(nameFlaw(part, true), undefined, part);
  }
});

Deno.test("nameFlaw() admits what is left once refused characters, devices and ends are gone", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (text) => {
    const safe = `x${text.replaceAll(/[<>:"|?*\\/\p{Cc}]/gu, "_")}x`;
    assertEquals([nameFlaw(safe, true), nameFlaw(safe, false)], [undefined, undefined]);
  }));
});

Deno.test("foldedPath() is the same for names that differ by letter case or Unicode form only", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => {
    const folded = foldedPath(text);
    assertEquals(foldedPath(text.normalize("NFD")), folded);
    assertEquals(foldedPath(folded), folded);
  }));
  assertEquals(foldedPath("É/Data"), foldedPath("e\u0301/DATA"));
});
