import { assert, assertEquals } from "@std/assert";
import { shortestFloat } from "../../src/import/float32.ts";
import fc from "../support/fast_check.ts";

Deno.test("a 32-bit float is shown as the shortest decimal that is the same float", () => {
  assertEquals(shortestFloat(Math.fround(0.1)), 0.1);
  assertEquals(shortestFloat(Math.fround(1e-45)), 1e-45);
  assertEquals(shortestFloat(Math.fround(16_777_217)), 16_777_216);
  assertEquals([NaN, Infinity, -Infinity, -0].map(shortestFloat), [NaN, Infinity, -Infinity, -0]);
  fc.assert(fc.property(fc.float({ noNaN: true }), (float) => {
    const shown = shortestFloat(float);
    assert(Object.is(Math.fround(shown), float));
    if (!Number.isFinite(float) || Number.isInteger(float)) return;
    const digits = (number: number): number =>
      number.toExponential().replace(/e.*|[-.]/g, "").length;
    for (let fewer = 1; fewer < digits(shown); fewer++) {
      assert(Math.fround(Number(float.toPrecision(fewer))) !== float, `${float}: ${shown}`);
    }
  }));
});
