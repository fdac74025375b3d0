import { assertEquals, assertStringIncludes } from "@std/assert";
import { withRun } from "../../../mod.ts";
import { localSession } from "../../../src/local.ts";
import { runlogInProcess } from "../../support/command_line.ts";
import { inFolder } from "../../support/temporary_folder.ts";

Deno.test("runlog download lists artifacts, and downloads a file or a folder", () =>
  inFolder(async (folder) => {
    const path = `${folder}/store`;
    await using session = await localSession({ path });
    await Deno.mkdir(`${folder}/model`);
    await Deno.writeTextFile(`${folder}/model/a.txt`, "one");
    await Deno.writeTextFile(`${folder}/model/b.txt`, "two");
    await withRun({ experimentName: "e", runName: "r", session }, async (run) => {
      await run.logText("0.5", { name: "bias.txt" });
      await run.logDirectory(`${folder}/model`);
    });
    const download = (...args: readonly string[]) =>
      runlogInProcess(["download", "e", "r", ...args, "--session", `local:${path}`]);
    const listed = await download();
    assertStringIncludes(listed.stdout, "bias.txt\toutput\ttext/plain\n");
    assertStringIncludes(listed.stdout, "model\toutput\t");
    await download("bias.txt", `${folder}/out.txt`);
    assertEquals(await Deno.readTextFile(`${folder}/out.txt`), "0.5");
    const whole = await download("model", `${folder}/copy`, "--json");
    assertEquals(JSON.parse(whole.stdout), { path: `${folder}/copy`, files: 2, size: 6 });
    assertEquals(await Deno.readTextFile(`${folder}/copy/b.txt`), "two");
    assertEquals((await download("nothing", `${folder}/x`)).code, 1);
  }));
