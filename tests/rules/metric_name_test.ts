import { assert, assertEquals, assertMatch } from "@std/assert";
import fc from "../support/fast_check.ts";
import { isLegalName, keptName, loggedName } from "../../src/rules/metric_name.ts";

const anyName = fc.oneof(
  fc.string({ unit: "binary", minLength: 1, maxLength: 400 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 1, maxLength: 300 })
    .map((units) => String.fromCharCode(...units)),
  fc.constantFrom("\n", "\0", "\ud83d", '"\\n"', '"a"', "\u2028", "\u0085", "loss\r", '"', '""'),
);

Deno.test("keptName() is a line of 1 to 255 well-formed characters, and is kept as it is", () => {
  fc.assert(fc.property(anyName, (name) => {
    const kept = keptName(name);
    assertMatch(kept, /^[^\p{Cc}\p{Cs}\u2028\u2029]{1,255}$|^\P{Cs}*\t/u);
    assert(kept.length >= 1 && kept.length <= 255 && kept.isWellFormed());
    if (isLegalName(name)) assertEquals(kept, name);
    // By the name that a record shows, the metric is found too.
    assertEquals(keptName(loggedName(kept)), kept);
  }));
});

Deno.test("loggedName() gives every name of up to 40 characters back", () => {
  fc.assert(fc.property(anyName, (name) => {
    const short = name.slice(0, 40);
    assertEquals(loggedName(keptName(short)), short);
  }));
});

Deno.test("keptName() tells long names apart by a mark, whatever they share", () => {
  const kept = new Set<string>();
  for (let index = 0; index < 100_000; index++) kept.add(keptName("n".repeat(300) + index));
  for (let length = 256; length < 1_256; length++) kept.add(keptName("n".repeat(length)));
  assertEquals(kept.size, 101_000);
  const [name = ""] = kept;
  assertMatch(name, /^n{237}…#[0-9a-f]{16}$/);
});

Deno.test("keptName() takes a name of 10 MB, and one of 10 MB of quotes", () => {
  assertEquals(keptName("m".repeat(10_000_000)).length, 255);
  assertEquals(keptName('"'.repeat(10_000_000)).length, 255);
});

Deno.test("keptName() of a long name with line ends, control characters or halves of one is a line", () => {
  for (const odd of ["\n", "\r", "\0", "\u0085", "\u2028", "\ud83d"]) {
    const kept = keptName(`loss${odd}${"n".repeat(300)}`);
    assertMatch(kept, /^loss\ufffdn{232}…#[0-9a-f]{16}$/);
  }
});
