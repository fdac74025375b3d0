import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { startRun, withRun } from "../../../mod.ts";
import { localSession } from "../../../src/local.ts";
import { runlogInProcess } from "../../support/command_line.ts";
import { inFolder } from "../../support/temporary_folder.ts";

Deno.test("runlog watch prints each change of a run and ends with it, and runlog wait waits for it", () =>
  inFolder(async (folder) => {
    const path = `${folder}/store`;
    await using session = await localSession({ path });
    const run = await startRun({ experimentName: "e", runName: "r", session });
    run.logMetric("loss", 0.5);
    await run.flush();
    const store = ["--session", `local:${path}`, "--interval", "0.05"];
    const timedOut = await runlogInProcess(["wait", "e", "r", ...store, "--timeout", "0.2"]);
    assertEquals(timedOut.code, 124);
    const watching = runlogInProcess(["watch", "e", "r", ...store]);
    const waiting = runlogInProcess(["wait", "e", ...store]);
    run.logMetric("loss", 0.25);
    await run.flush();
    await run.close();
    const [watched, waited] = await Promise.all([watching, waiting]);
    assertEquals([watched.code, waited.code], [0, 0]);
    const lines = watched.stdout.trim().split("\n");
    assertStringIncludes(lines.at(-1) ?? "", "r  Completed  loss=0.25 (2)");
    assertEquals(new Set(lines).size, lines.length);
    assertStringIncludes(waited.stdout, "r  Completed  loss=0.25 (2)");
  }));

Deno.test("runlog wait ends with 1 if a run has not completed, and refuses times that are none", () =>
  inFolder(async (folder) => {
    const path = `${folder}/store`;
    await using session = await localSession({ path });
    await withRun({ experimentName: "e", runName: "good", session }, () => {});
    await withRun({ experimentName: "e", runName: "bad", session }, () => {
      throw new Error("diverged");
    }).catch(() => {});
    const wait = async (...args: readonly string[]) =>
      (await runlogInProcess(["wait", "e", ...args, "--session", `local:${path}`])).code;
    assertEquals([await wait("good"), await wait("bad"), await wait()], [0, 1, 1]);
    for (const text of ["soon", "-1", "", "Infinity"]) {
      assert(await wait("good", "--timeout", text) === 2, text);
    }
  }));
