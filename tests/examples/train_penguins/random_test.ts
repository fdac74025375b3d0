import { assert, assertAlmostEquals, assertEquals, assertNotEquals } from "@std/assert";
import fc from "../../support/fast_check.ts";
import { seededRandom, shuffled } from "../../../examples/train_penguins/random.ts";

function draw(seed: number, count: number): number[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, random);
}

Deno.test("seededRandom() gives the same numbers for the same seed and others for another", () => {
  assertEquals(draw(1, 100), draw(1, 100));
  assertNotEquals(draw(1, 100), draw(2, 100));
});

Deno.test("seededRandom() is spread evenly over [0, 1)", () => {
  const numbers = draw(1, 100_000);
  assert(numbers.every((number) => number >= 0 && number < 1));
  for (let tenth = 0; tenth < 10; tenth++) {
    const share = numbers.filter((number) => Math.floor(number * 10) === tenth).length / 100_000;
    assertAlmostEquals(share, 0.1, 0.005);
  }
});

Deno.test("shuffled() returns the same items, each once, and leaves its input alone", () => {
  fc.assert(fc.property(fc.array(fc.integer()), fc.nat(), (items, seed) => {
    const before = [...items];
    const result = shuffled(items, seededRandom(seed));
    assertEquals(items, before);
    assertEquals(result.toSorted(), items.toSorted());
  }));
});

Deno.test("shuffled() gives each order of three items about equally often", () => {
  const random = seededRandom(1);
  const counts = new Map<string, number>();
  for (let i = 0; i < 60_000; i++) {
    const order = shuffled("abc", random).join("");
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  assertEquals(counts.size, 6);
  for (const count of counts.values()) assertAlmostEquals(count / 60_000, 1 / 6, 0.01);
});
