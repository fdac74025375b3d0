import { assert, assertEquals } from "@std/assert";
import fc from "../support/fast_check.ts";
import {
  findNonFinite,
  fromWord,
  lastText,
  nonFiniteText,
  toWord,
} from "../../src/text/non_finite.ts";

const told = (values: readonly number[], places: readonly number[]): string | undefined => {
  const found = findNonFinite(values, places);
  return found && nonFiniteText(found, String, "step");
};

Deno.test("findNonFinite() and nonFiniteText() tell which values a metric has, and where", () => {
  assertEquals(told([1, 2], [0, 1]), undefined);
  assertEquals(told([1, NaN], [0, 7]), "NaN at step 7");
  assertEquals(
    told([NaN, 1, Infinity, NaN], [9, 1, 3, NaN]),
    "Infinity, NaN from step 3 to 9 (3 points)",
  );
  assertEquals(told([-Infinity, -Infinity], [4, 4]), "-Infinity at step 4 (2 points)");
  assertEquals(told([NaN, NaN], [NaN, NaN]), "NaN (2 points)");
});

Deno.test("toWord() and fromWord() carry every double but -0 over JSON", () => {
  fc.assert(fc.property(fc.double().map((value) => value + 0), (value) => {
    assert(Object.is(fromWord(JSON.parse(JSON.stringify(toWord(value)))), value));
  }));
  assertEquals([NaN, Infinity, -Infinity].map(toWord), ["NaN", "Infinity", "-Infinity"]);
  assertEquals(fromWord(null), NaN);
});

Deno.test("lastText() tells how many points are not finite beside the last one that is", () => {
  assertEquals([lastText(0.5), lastText(undefined), lastText(1, 1_200)], [
    "0.5",
    "",
    "1 (1,200 not finite)",
  ]);
  assertEquals(lastText(undefined, 1), "(1 not finite)");
});
