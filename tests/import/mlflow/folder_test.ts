import { assertEquals } from "@std/assert";
import { mlruns } from "../../../src/import.ts";
import { pointsOf, readAll, SAMPLES } from "../importing.ts";

Deno.test("runs of a mlruns folder have names, statuses, times, parameters and every point", async () => {
  const { runs, unread } = await readAll(mlruns(`${SAMPLES}mlflow_files`));
  assertEquals(unread.map(({ reason }) => reason), ["is deleted at the source"]);
  const [child, failed, parent] = runs;
  assertEquals(runs.map(({ displayName }) => displayName), ["child", "failed", "parent"]);
  assertEquals(new Set(runs.map(({ experiment }) => experiment)), new Set(["interop exp"]));
  assertEquals(child?.tags.get("mlflow.parentRunId"), parent?.name);
  assertEquals(
    [failed?.status, failed?.startTime, failed?.endTime],
    ["Failed", 1_700_000_000_000, 1_700_000_005_000],
  );
  assertEquals(
    parent?.parameters,
    new Map([
      ["flag", "True"],
      ["lr", "0.1"],
      ["multi", "a\nb"],
      ["none", "None"],
      ["opt", "adam"],
      ["third", "0.3333333333333333"],
    ]),
  );
  assertEquals([parent?.notes, parent?.tags.get("team")], ["a *note*", "a"]);
  const points = parent && pointsOf(parent);
  // Duplicates and values that are not finite are kept, and a step of -1 is none.
  assertEquals(points?.["m"], [[NaN, 0, 1], [Infinity, 1, 2], [0.1, 1, 2], [0.1, 1, 2]]);
  assertEquals(points?.["neg"], [[-0, NaN, 3]]);
  assertEquals(points?.["train/loss"]?.length, 40);
  assertEquals(parent?.files.map(({ path }) => path), ["conf.json", "dir/note.txt"]);
});
