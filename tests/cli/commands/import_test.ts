import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { getRun } from "../../../mod.ts";
import { localSession } from "../../../src/local.ts";
import { runlogInProcess } from "../../support/command_line.ts";
import { plainEnvironment } from "../../support/environment.ts";
import { inFolder } from "../../support/temporary_folder.ts";
import { SAMPLES } from "../../import/importing.ts";

const MAIN = fromFileUrl(new URL("../../../src/cli/main.ts", import.meta.url));
const CONFIG = fromFileUrl(new URL("../../../deno.json", import.meta.url));

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

Deno.test("runlog import --watch imports what is written meanwhile, and ends runs when it is interrupted", () =>
  inFolder(async (folder) => {
    const log = `${folder}/log.csv`;
    await Deno.writeTextFile(log, "step,loss\n0,1\n");
    const child = new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "--quiet", "--no-check", "-A", `--config=${CONFIG}`, MAIN],
        ...["import", log, "--experiment", "live", "--watch"],
        ...["--session", `local:${folder}/store`],
      ],
      clearEnv: true,
      env: plainEnvironment(),
      stdin: "null",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    let shown = "";
    const until = async (text: string): Promise<void> => {
      while (!shown.includes(text)) {
        const { done, value } = await reader.read();
        assert(!done, shown);
        shown += value;
      }
    };
    await until("created 1, updated 0, 0 unchanged; 1 point,");
    await Deno.writeTextFile(log, "1,0.5\n2,0.2", { append: true });
    await until("created 0, updated 1, 0 unchanged; 1 point,");
    child.kill("SIGINT");
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      shown += next.value;
    }
    assertEquals((await child.status).code, 130);
    await using session = await localSession({ path: `${folder}/store` });
    const run = await getRun({ experimentName: "live", runName: "log" }, { session });
    assertEquals([run.status, run.metrics["loss"]?.count], ["Completed", 3]);
  }));
