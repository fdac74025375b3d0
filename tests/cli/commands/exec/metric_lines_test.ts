import { assertEquals, assertThrows } from "@std/assert";
import { lineReader } from "../../../../src/cli/commands/exec/metric_lines.ts";
import { UsageError } from "../../../../src/cli/usage_error.ts";
import fc from "../../../support/fast_check.ts";

Deno.test("a pattern's first group is the value, as in SageMaker's MetricDefinitions", () => {
  const read = lineReader([
    "loss=loss: ([0-9.eE+-]+|nan|inf)",
    "val/acc=acc(?:uracy)?=([0-9.]+)%",
    "pair=x=(\\d+), y=(\\d+)",
  ]);
  assertEquals(read("step 3, loss: 1.5e-3, accuracy=99.5%"), [
    { name: "loss", value: 0.0015, step: undefined },
    { name: "val/acc", value: 99.5, step: undefined },
  ]);
  assertEquals(read("loss: 2 loss: nan").map(({ value }) => value), [2, NaN]);
  assertEquals(read("loss: \u001b[1;32m0.5\u001b[0m").map(({ value }) => value), [0.5]);
  assertEquals(read("x=1, y=2").map(({ value }) => value), [1]);
  assertEquals(read("nothing of interest"), []);
});

Deno.test("METRIC lines are points, with or without a step", () => {
  const read = lineReader([]);
  assertEquals(read("METRIC loss=0.5"), [{ name: "loss", value: 0.5, step: undefined }]);
  assertEquals(read("METRIC a/b=-inf step=7"), [{ name: "a/b", value: -Infinity, step: 7 }]);
  for (
    const line of ["METRIC loss", "METRIC loss=much", "a METRIC loss=1", "METRIC loss=1 step=x"]
  ) {
    assertEquals(read(line), [], line);
  }
});

Deno.test("a definition without name, pattern or group is refused by its text", () => {
  for (const text of ["loss", "=loss: (.)", "loss=", "loss=[", "loss=loss: [0-9]+", "loss=(?:a)"]) {
    assertThrows(() => lineReader([text]), UsageError, "--metric", text);
  }
});

Deno.test("every number that a program prints is read as it was printed", () => {
  const read = lineReader(["loss=loss (\\S+)$"]);
  fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
    assertEquals(read(`loss ${value}`).map((point) => point.value), [value]);
    assertEquals(read(`METRIC loss=${value}`).map((point) => point.value), [value]);
  }));
});
