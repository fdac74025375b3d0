import { assert, assertEquals } from "@std/assert";
import { sparkline } from "../../src/text/sparkline.ts";
import fc from "../support/fast_check.ts";

Deno.test("a sparkline goes from the smallest to the largest value, with a cross where one is not finite", () => {
  assertEquals(sparkline([0, 1, 2, 3, 4, 5, 6, 7], 8), "▁▂▃▄▅▆▇█");
  assertEquals(sparkline([3, 3, 3], 8), "▁▁▁");
  assertEquals(sparkline([0, NaN, 1, Infinity], 8), "▁×█×");
  assertEquals(sparkline([0, 0, 8, 8], 2), "▁█");
  assertEquals([sparkline([], 8), sparkline([NaN], 8)], ["", "×"]);
});

Deno.test("every series has one bar per column, at most as many as there are values", () => {
  fc.assert(
    fc.property(fc.array(fc.double(), { maxLength: 50 }), fc.nat({ max: 20 }), (values, width) => {
      const line = sparkline(values, width);
      assertEquals(line.length, Math.min(values.length, width));
      assert(/^[▁▂▃▄▅▆▇█×]*$/.test(line));
    }),
  );
});
