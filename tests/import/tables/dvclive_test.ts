import { assertEquals } from "@std/assert";
import { dvclive } from "../../../src/import.ts";
import { pointsOf, readOne, SAMPLES } from "../importing.ts";

Deno.test("a run of DVCLive has its metrics, last values and parameters", async () => {
  const run = await readOne(dvclive(`${SAMPLES}dvclive`));
  const points = pointsOf(run);
  assertEquals(Object.keys(points).toSorted(), ["acc", "final", "train/loss", "weird"]);
  assertEquals(
    points["train/loss"]?.map(([value, step]) => [value, step]),
    Array.from({ length: 20 }, (_, index) => [1 / (index + 1), index]),
  );
  assertEquals(points["acc"]?.[0]?.[2], Date.parse("2026-11-30T08:35:21.024Z"));
  assertEquals(points["weird"]?.map(([value, step]) => [value, step]), [[NaN, 5]]);
  assertEquals(points["final"]?.map(([value, step]) => [value, step]), [[0.9, NaN]]);
  assertEquals([...run.parameters], [
    ["lr", 0.1],
    ["opt", "adam"],
    ["nested.a", 1],
    ["flag", true],
  ]);
});
