import { assertEquals, assertThrows } from "@std/assert";
import { ArgumentError } from "../../src/errors.ts";
import { RUN_TAG } from "../../src/rules/names.ts";
import { toTags } from "../../src/rules/tags.ts";

function tags(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`key-${index}`, "a"]));
}

Deno.test("toTags() takes 49 tags, which the mark of a run makes 50", () => {
  assertEquals(toTags(tags(49)).length, 49);
  // A run that is copied has its mark already, which counts for itself.
  assertEquals(toTags({ ...tags(49), [RUN_TAG.Key]: RUN_TAG.Value }).length, 49);
  const error = assertThrows(() => toTags(tags(50)), ArgumentError);
  assertEquals([error.argument, error.rule], ["tags", "have at most 49 entries"]);
});

Deno.test("toTags() takes a key of 128 characters and a value of 256, and no more", () => {
  const [key, value] = ["k".repeat(128), "v".repeat(256)];
  assertEquals(toTags({ [key]: value }), [{ Key: key, Value: value }]);
  for (const long of [{ [`${key}k`]: "a" }, { a: `${value}v` }, { "": "a" }, { a: "ü!" }]) {
    assertThrows(() => toTags(long), ArgumentError);
  }
});
