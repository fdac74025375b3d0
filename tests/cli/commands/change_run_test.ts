import { assertEquals, assertStringIncludes } from "@std/assert";
import { getRun, withRun } from "../../../mod.ts";
import { localSession } from "../../../src/local.ts";
import { runlogInProcess } from "../../support/command_line.ts";
import { inFolder } from "../../support/temporary_folder.ts";

const RUN = { experimentName: "e", runName: "r" };

Deno.test("a run is archived, restored, renamed, tagged and annotated from the command line", () =>
  inFolder(async (folder) => {
    const path = `${folder}/store`;
    await using session = await localSession({ path });
    await withRun({ ...RUN, session }, (run) => run.logMetric("loss", 1));
    const runlog = async (...args: readonly string[]) => {
      const [command = "", ...rest] = args;
      const all = [command, "e", "r", ...rest, "--session", `local:${path}`];
      const { code, stdout, stderr } = await runlogInProcess(all);
      assertEquals(code, 0, stderr);
      return stdout;
    };
    await runlog("archive");
    assertEquals((await getRun(RUN, { session })).isArchived, true);
    await runlog("restore");
    assertEquals((await getRun(RUN, { session })).isArchived, false);
    await runlog("rename", "Best-so-far");
    assertEquals((await getRun(RUN, { session })).displayName, "Best-so-far");
    await runlog("note", "first\nsecond");
    assertEquals(await runlog("note"), "first\nsecond\n");
    await runlog("note", "");
    assertEquals((await getRun(RUN, { session })).notes, undefined);
    await runlog("tag", "team=vision", "baseline=main=1");
    assertStringIncludes(await runlog("tag"), "team\tvision\nbaseline\tmain=1\n");
    await runlog("tag", "--remove", "team");
    assertEquals((await getRun(RUN, { session })).tags, { baseline: "main=1" });
  }));

Deno.test("changes of a run that does not exist, and tags without a value, are errors", () =>
  inFolder(async (folder) => {
    const path = `${folder}/store`;
    await using session = await localSession({ path });
    await withRun({ ...RUN, session }, () => {});
    const code = async (...args: readonly string[]) =>
      (await runlogInProcess([...args, "--session", `local:${path}`])).code;
    for (
      const [command = "", ...rest] of [
        ["archive"],
        ["restore"],
        ["rename", "x"],
        ["note", "x"],
        ["note"],
        ["tag", "a=b"],
        ["tag"],
        ["download"],
        ["history", "loss"],
        ["wait"],
        ["watch"],
      ]
    ) {
      assertEquals(await code(command, "e", "missing", ...rest), 1, command);
    }
    assertEquals(await code("tag", "e", "r", "nothing"), 2);
    assertEquals(await code("rename", "e", "r"), 2);
  }));
