import { assertEquals } from "@std/assert";
import fc from "../support/fast_check.ts";
import { valueBefore } from "../../src/plot/cursor.ts";

Deno.test("valueBefore() is the last value at or before a place, and none before the first", () => {
  const places = fc.array(fc.integer({ min: -20, max: 20 }), { maxLength: 30 });
  fc.assert(fc.property(places, fc.integer({ min: -25, max: 25 }), (places, place) => {
    const x = Float64Array.from(places).sort();
    const y = x.map((_, index) => index);
    assertEquals(
      valueBefore({ x, y }, place),
      y.findLast((_, index) => (x[index] ?? 0) <= place) ?? NaN,
    );
  }));
});
