import { assert, assertEquals } from "@std/assert";
import { countText, factText, measurementText } from "../../src/text/numbers.ts";
import fc from "../support/fast_check.ts";

Deno.test("factText() is a value exactly as it was logged", () => {
  assertEquals(
    [20241130, 20241131, 1281167, 0.1 + 0.2, 1e-9, "007", "", undefined, null].map(factText),
    ["20241130", "20241131", "1281167", "0.30000000000000004", "1e-9", "007", "", "", ""],
  );
  fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
    assertEquals(Number(factText(value)), value === 0 ? 0 : value);
  }));
});

Deno.test("measurementText() rounds so that one sees it", () => {
  assertEquals([0.1 + 0.2, 1e-9, 123456, 1234567.5, -0, 1 / 3].map(measurementText), [
    "0.3",
    "1e-9",
    "123456",
    "1234567.5",
    "0",
    "0.33333",
  ]);
  assertEquals(
    [1, 0.99999999, 2.0000001, -0.99999999, 12345.00001, 9999.999].map(measurementText),
    [
      "1",
      "1.0000",
      "2.0000",
      "-1.0000",
      "12345.0",
      "10000.0",
    ],
  );
  assertEquals([20241130, 1281167, 1e21, 1.23456789e20].map(measurementText), [
    "20241130",
    "1281167",
    "1e+21",
    "123460000000000000000",
  ]);
  assertEquals([undefined, null, NaN, Infinity].map(measurementText), ["", "", "NaN", "Infinity"]);
});

Deno.test("measurementText() keeps five digits, and never makes another number a whole one", () => {
  fc.assert(fc.property(fc.double({ min: -1e14, max: 1e14, noNaN: true }), (value) => {
    const text = measurementText(value);
    assert(Math.abs(Number(text) - value) <= Math.abs(value) * 5e-5, text);
    if (!Number.isInteger(value)) assert(/[.e]/.test(text), text);
  }));
});

Deno.test("countText() puts commas between thousands", () => {
  assertEquals([countText(1, "run"), countText(1281, "run"), countText(0, "box", "boxes")], [
    "1 run",
    "1,281 runs",
    "0 boxes",
  ]);
});
