import { assertEquals, assertStringIncludes } from "@std/assert";
import { withRun } from "../../../mod.ts";
import { localSession } from "../../../src/local.ts";
import { runlogInProcess } from "../../support/command_line.ts";
import { inFolder } from "../../support/temporary_folder.ts";

/** Calls an action with a function that runs commands over a store with two runs. */
async function inRuns(
  action: (runlog: (...args: readonly string[]) => ReturnType<typeof runlogInProcess>) => Promise<
    void
  >,
): Promise<void> {
  await inFolder(async (folder) => {
    const path = `${folder}/store`;
    await using session = await localSession({ path });
    for (const [runName, lr] of [["a", 0.1], ["b", 0.01]] as const) {
      await withRun({ experimentName: "e", runName, session }, (run) => {
        run.logParameter("lr", lr);
        for (const value of [3, 1, 2]) run.logMetric("loss", value * lr);
        if (runName === "a") run.logMetric("acc", 0.9);
      });
    }
    await action((...args) => runlogInProcess([...args, "--session", `local:${path}`]));
  });
}

Deno.test("runlog list shows the columns that were asked for, also as JSON", () =>
  inRuns(async (runlog) => {
    const columns = ["--columns", "status,lr, loss.min,acc"];
    const table = await runlog("list", "e", ...columns, "--sort-by", "lr");
    assertEquals(table.stdout.split("\n").slice(0, 2), [
      "run\tstatus\tlr\tloss.min\tacc",
      "a\tCompleted\t0.1\t0.1\t0.9",
    ]);
    const json = await runlog("list", "e", ...columns, "--sort-by", "lr", "--json");
    assertEquals(JSON.parse(json.stdout), [
      { runName: "a", status: "Completed", lr: 0.1, "loss.min": 0.1, acc: 0.9 },
      { runName: "b", status: "Completed", lr: 0.01, "loss.min": 0.01, acc: null },
    ]);
    assertEquals((await runlog("list", "e", "--columns", "")).code, 2);
  }));

Deno.test("runlog export takes some runs, and the points of some metrics", () =>
  inRuns(async (runlog) => {
    const points = await runlog("export", "e", "--run", "a", "--metric", "loss");
    const lines = points.stdout.trim().split("\n");
    assertEquals(lines.length, 4);
    assertStringIncludes(lines[0] ?? "", "metric");
    assertEquals(new Set(lines.slice(1).map((line) => line.includes("loss"))), new Set([true]));
    const runs = await runlog("export", "e", "--run", "b");
    assertEquals(runs.stdout.trim().split("\n").length, 2);
    assertEquals((await runlog("export", "e", "--run", "missing")).code, 1);
  }));
