import { assertEquals } from "@std/assert";
import { neptuneExport } from "../../../src/import.ts";
import { pointsOf, readOne, SAMPLES } from "../importing.ts";

Deno.test("a run of a Neptune export has its values, points, tags and files", async () => {
  const run = await readOne(neptuneExport(`${SAMPLES}neptune`));
  assertEquals([run.experiment, run.name, run.displayName], ["ws/proj", "RUN-1", "first"]);
  assertEquals([run.status, run.startTime], ["Completed", Date.UTC(2025, 11, 1)]);
  assertEquals([run.parameters.get("parameters/lr"), run.parameters.get("parameters/epochs")], [
    0.1,
    10,
  ]);
  assertEquals([...run.tags], [["neptune.tag.a", "a"], ["neptune.tag.b", "b"]]);
  const points = pointsOf(run)["metrics/loss"] ?? [];
  // Every second step is a half: there is no such step here.
  const steps = Array.from({ length: 20 }, (_, index) => index % 2 === 0 ? index / 2 : NaN);
  assertEquals(points.map(([, step]) => step), [...steps, 20]);
  assertEquals(points.map(([value]) => value), [
    ...Array.from({ length: 20 }, (_, index) => 1 / (index + 1)),
    NaN,
  ]);
  assertEquals(run.problems.map(({ kind, name, count }) => [kind, name, count]), [
    ["metric", "metrics/loss", 10],
    ["file", "RUN-1/files/conf.json", 1],
  ]);
  const texts = await Promise.all(
    run.files.map(async ({ path, read }) => [path, await new Response(await read()).text()]),
  );
  assertEquals(texts[0], ["neptune/logs/out.txt", "hello\n"]);
  assertEquals(JSON.parse(texts[1]?.[1] ?? "")[0].histogram, {
    type: "COUNTING",
    edges: [0, 1, 2],
    values: [3, 4],
  });
});
