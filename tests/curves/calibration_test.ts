import { assertEquals, assertThrows } from "@std/assert";
import { calibrationCurve, CurveArgumentError } from "../../src/curves.ts";

Deno.test("calibrationCurve() leaves out empty bins and counts the samples of the others", () => {
  const curve = calibrationCurve([0, 1, 1, 1], [0.05, 0.1, 0.95, 1], { bins: 10 });
  assertEquals(curve.counts, Uint32Array.of(2, 2));
  assertEquals(curve.fractionOfPositives, Float64Array.of(0.5, 1));
});

Deno.test("calibrationCurve() refuses what is no probability, and says where it stands", () => {
  for (const value of [NaN, -0.1, 1.1, Infinity]) {
    const error = assertThrows(() => calibrationCurve([0, 1], [0.5, value]), CurveArgumentError);
    assertEquals([error.argument, error.index, error.value], ["probabilities", 1, value]);
  }
});

Deno.test("calibrationCurve() refuses three labels, no bins and unknown strategies", () => {
  assertThrows(
    () => calibrationCurve([0, 1, 2], [0, 0, 0], { positiveLabel: 1 }),
    CurveArgumentError,
    "at most two distinct labels",
  );
  for (const bins of [0, 1.5, 1e7]) {
    assertThrows(() => calibrationCurve([0, 1], [0, 1], { bins }), CurveArgumentError, "bins");
  }
  const strategy = "equal" as "uniform"; // as plain JavaScript may pass
  assertThrows(
    () => calibrationCurve([0, 1], [0, 1], { strategy }),
    CurveArgumentError,
    "strategy",
  );
});
