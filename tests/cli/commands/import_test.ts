import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { getRun } from "../../../mod.ts";
import { localSession } from "../../../src/local.ts";
import { runlogInProcess } from "../../support/command_line.ts";
import { inFolder } from "../../support/temporary_folder.ts";
import { SAMPLES } from "../../import/importing.ts";

Deno.test("runlog import takes a folder, says what it found, and adds nothing a second time", () =>
  inFolder(async (folder) => {
    const store = ["--session", `local:${folder}/store`];
    const args = ["import", `${SAMPLES}tensorboard`, ...store];
    const plan = await runlogInProcess([...args, "--dry-run"]);
    assertStringIncludes(
      plan.stdout,
      "would create 8, update 0, 0 unchanged; 297 points, 14 files",
    );
    const first = await runlogInProcess([...args, "--experiment", "imported"]);
    assertEquals(first.code, 0);
    assertMatch(
      first.stdout,
      /^damaged\timported\tdamaged\tcreated\t103\t4\tfile damaged\/.*: 48 bytes from byte 1193/m,
    );
    assertStringIncludes(first.stdout, "created 8, updated 0, 0 unchanged; 297 points, 14 files");
    const again = await runlogInProcess([...args, "--experiment", "imported", "--json"]);
    assertEquals(JSON.parse(again.stdout).outcomes, {
      created: 0,
      updated: 0,
      unchanged: 8,
      failed: 0,
    });
    await using session = await localSession({ path: `${folder}/store` });
    const run = await getRun({ experimentName: "imported", runName: "damaged" }, { session });
    assertEquals(run.status, "Completed");
  }));

Deno.test("runlog import names a folder without runs, and options that it does not have", () =>
  inFolder(async (folder) => {
    const store = ["--session", `local:${folder}/store`];
    const empty = await runlogInProcess(["import", folder, ...store]);
    assertEquals(empty.code, 1);
    assertStringIncludes(empty.stderr, "TensorBoard, W&B, MLflow");
    for (
      const wrong of [["--old-timestamps", "drop"], ["--watch", "--dry-run"], ["--nonsense"]]
    ) {
      const { code } = await runlogInProcess(["import", folder, ...store, ...wrong]);
      assertEquals(code, 2, wrong.join(" "));
    }
  }));

Deno.test("runlog export writes TensorBoard's files, which runlog import reads", () =>
  inFolder(async (folder) => {
    const store = ["--session", `local:${folder}/store`];
    await runlogInProcess(["import", `${SAMPLES}keras`, ...store]);
    const usage = await runlogInProcess(["export", "keras", "--format", "tensorboard", ...store]);
    assertEquals(usage.code, 2);
    const output = `${folder}/logdir`;
    const exported = await runlogInProcess([
      ...["export", "keras", "--format", "tensorboard", "--output", output],
      ...store,
    ]);
    assertEquals([exported.code, exported.stderr], [0, `Exported 2 runs to ${output}\n`]);
    const back = await runlogInProcess(["import", output, ...store]);
    assertStringIncludes(back.stdout, "created 2, updated 0, 0 unchanged; 18 points");
  }));
