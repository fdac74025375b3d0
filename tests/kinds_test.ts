import { assertEquals } from "@std/assert";
import { isAllowed, numberFrom, wholeFrom } from "../src/kinds.ts";
import fc from "./support/fast_check.ts";

Deno.test("numberFrom() and wholeFrom() allow the numbers of their range, and nothing else", () => {
  const value = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(NaN, Infinity, "1", null, 1n));
  const bound = fc.integer({ min: -100, max: 100 });
  fc.assert(fc.property(value, bound, fc.nat({ max: 100 }), (value, least, span) => {
    const most = least + span;
    const isWithin = typeof value === "number" && value >= least && value <= most;
    assertEquals(isAllowed(numberFrom(least, most), value), isWithin);
    assertEquals(isAllowed(wholeFrom(least, most), value), isWithin && Number.isInteger(value));
  }));
  for (const kind of [numberFrom(0), numberFrom(-Infinity), wholeFrom(0)]) {
    assertEquals(isAllowed(kind, NaN), false);
  }
});
