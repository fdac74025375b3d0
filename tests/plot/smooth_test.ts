import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "../support/fast_check.ts";
import { smooth } from "../../src/plot/smooth.ts";

const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { maxLength: 80 });
const weight = fc.double({ min: 0, max: 0.999, noNaN: true });

Deno.test("smooth() is the weighted mean of the values so far, the newest weighing most", () => {
  fc.assert(fc.property(values, weight, (y, weight) => {
    smooth(y, weight).forEach((smoothed, last) => {
      const weights = y.slice(0, last + 1).map((_, index) => weight ** (last - index));
      const total = weights.reduce((sum, one) => sum + one, 0);
      const mean = weights.reduce((sum, one, index) => sum + one * (y[index] ?? NaN), 0) / total;
      assert(Math.abs(smoothed - mean) <= 1e-6, `${smoothed} is not ${mean}`);
    });
  }));
});

Deno.test("smooth() leaves values as they are with weight 0", () => {
  fc.assert(fc.property(values, (y) => assertEquals([...smooth(y, 0)], y)));
});

Deno.test("smooth() passes on what is no number, and averages around it", () => {
  assertEquals([...smooth([1, NaN, 0, -Infinity], 0.5)], [1, NaN, 1 / 3, -Infinity]);
  for (const odd of [NaN, Infinity, -Infinity]) {
    assertEquals([...smooth([1, odd, 0], 0.5)], [1, odd, 1 / 3]);
  }
});

Deno.test("smooth() refuses weights outside 0 to below 1", () => {
  for (const weight of [-0.1, 1, NaN, Infinity]) {
    assertThrows(() => smooth([1], weight), Error, "weight must be from 0 to below 1");
  }
});
