import { assertEquals } from "@std/assert";
import { trainerState } from "../../../src/import.ts";
import { inFolder } from "../../support/temporary_folder.ts";
import { pointsOf, readAll, readOne, SAMPLES } from "../importing.ts";

Deno.test("a Trainer's state has its log as metrics by step, and the other members as parameters", async () => {
  const run = await readOne(trainerState(`${SAMPLES}transformers`));
  const points = pointsOf(run);
  assertEquals(points["loss"]?.map(([value, step]) => [value, step]), [
    [1 / 5, 5],
    [1 / 10, 10],
    [1 / 15, 15],
    [1 / 20, 20],
  ]);
  assertEquals(points["eval_loss"]?.map(([value, step]) => [value, step]), [[0.4, 10]]);
  assertEquals(points["train_runtime"]?.map(([value, step]) => [value, step]), [[12.3, 20]]);
  assertEquals(run.parameters.get("best_model_checkpoint"), "out/checkpoint-10");
  assertEquals(run.parameters.get("train_batch_size"), 8);
});

Deno.test("of a run's checkpoints, the one with the most steps counts", () =>
  inFolder(async (folder) => {
    for (const steps of [10, 9, 100]) {
      const path = `${folder}/out/checkpoint-${steps}`;
      await Deno.mkdir(path, { recursive: true });
      const history = [{ step: steps, loss: 1 / steps }];
      const state = { global_step: steps, log_history: history };
      await Deno.writeTextFile(`${path}/trainer_state.json`, JSON.stringify(state));
    }
    await Deno.writeTextFile(`${folder}/trainer_state.json`, "{}");
    const { runs, unread } = await readAll(trainerState(folder));
    assertEquals(runs.map((run) => [run.name, pointsOf(run)["loss"]?.[0]?.[1]]), [["out", 100]]);
    assertEquals(unread, [{ path: "trainer_state.json", reason: "has no log_history" }]);
  }));
