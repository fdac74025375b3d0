import { assert, assertEquals, assertThrows } from "@std/assert";
import { isRunlogError } from "../../mod.ts";
import { confusionMatrix, CurveArgumentError, rocCurve } from "../../src/curves.ts";

Deno.test("CurveArgumentError carries the argument, the position, the value and the rule", () => {
  const error = assertThrows(() => rocCurve([0, 1, 1], [0.1, NaN, 0.7]), CurveArgumentError);
  assertEquals(error.name, "CurveArgumentError");
  assertEquals(
    [error.argument, error.index, error.value, error.rule],
    ["scores", 1, NaN, "be a finite number"],
  );
  assertEquals(
    error.message,
    "Cannot compute ROC curve: scores[1] must be a finite number, got NaN",
  );
});

Deno.test("CurveArgumentError has no index where no single value is to blame", () => {
  const error = assertThrows(() => rocCurve([0, 1, 1], [0.1]), CurveArgumentError);
  assertEquals(error.index, undefined);
  assertEquals(
    error.message,
    "Cannot compute ROC curve: scores.length must be 3, the length of yTrue, got 1",
  );
});

Deno.test("CurveArgumentError is one of the library's errors", () => {
  const error = assertThrows(() => confusionMatrix([], []), CurveArgumentError);
  assert(isRunlogError(error));
});

Deno.test("CurveArgumentError shows values of every kind, long ones cut", () => {
  const shown = (value: unknown) =>
    new CurveArgumentError("Cannot", { argument: "a", value, rule: "be b" }).message
      .split(", got ")[1];
  assertEquals(shown("x".repeat(90)), `"${"x".repeat(40)}"… (90 characters)`);
  assertEquals(
    [7n, -0, [1], {}, null, () => 1, undefined].map(shown),
    ["7n", "-0", "an array", "an object", "null", "a function", "undefined"],
  );
});
