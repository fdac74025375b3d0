import { assertEquals, assertThrows } from "@std/assert";
import { ArgumentError } from "../../src/errors.ts";
import { toParameter, valueOf } from "../../src/rules/parameters.ts";
import fc from "../support/fast_check.ts";

Deno.test("toParameter() refuses each number that is not finite, by name", () => {
  for (const value of [NaN, Infinity, -Infinity]) {
    const error = assertThrows(() => toParameter("lr", value), ArgumentError);
    assertEquals([error.argument, error.rule], [
      "value",
      "be a string, a finite number or a boolean",
    ]);
  }
});

Deno.test("valueOf() gives back what toParameter() took", () => {
  const value = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.string({ unit: "binary", maxLength: 300 }),
  );
  fc.assert(fc.property(value, (value) => assertEquals(valueOf(toParameter("x", value)), value)));
});
