import { assertEquals, assertStringIncludes } from "@std/assert";
import { listRuns, withRun } from "../../mod.ts";
import { localSession } from "../../src/local.ts";
import { age } from "../support/age_store.ts";
import { runlogInProcess } from "../support/command_line.ts";
import { inFolder } from "../support/temporary_folder.ts";

Deno.test("runlog takes whole numbers of results, and nothing that merely reads as a number", () =>
  inFolder(async (folder) => {
    const where = ["--session", `local:${folder}`];
    {
      await using session = await localSession({ path: folder });
      await withRun({ experimentName: "demo", runName: "a", session }, () => {});
    }
    const list = (text: string) =>
      runlogInProcess(["list", "demo", "--max-results", text, ...where]);
    assertEquals((await list("1")).code, 0);
    for (const text of ["1.5", "1e1", "0x10", " 1", "-1", "", "ten", "9007199254740993", "0"]) {
      const { code, stderr } = await list(text);
      assertEquals(code, 2, text);
      assertStringIncludes(stderr, "whole number");
    }
  }));

Deno.test("a dry run of runlog sync copies nothing, and says what it would copy", () =>
  inFolder(async (folder) => {
    const [near, far] = [`${folder}/near`, `${folder}/far`];
    {
      await using session = await localSession({ path: near });
      await withRun({ experimentName: "demo", runName: "a", session }, (run) => {
        run.logMetric("loss", 1, { step: 0 });
      });
      await using _ = await localSession({ path: far });
    }
    const sides = ["demo", "--session", `local:${near}`, "--to", `local:${far}`];
    const count = async (): Promise<number> => {
      await using session = await localSession({ path: far });
      return (await Array.fromAsync(listRuns({ experimentName: "demo", session })).catch(() => []))
        .length;
    };
    const dry = await runlogInProcess(["sync", ...sides, "--dry-run"]);
    assertEquals([dry.code, await count()], [0, 0], dry.stderr);
    assertStringIncludes(dry.stdout, "would");
    const real = await runlogInProcess(["sync", ...sides]);
    assertEquals([real.code, await count()], [0, 1], real.stderr);
  }));

Deno.test("runlog doctor names stale runs, and ends them with --fix alone", () =>
  inFolder(async (folder) => {
    {
      await using session = await localSession({ path: folder });
      await withRun({ experimentName: "demo", runName: "left", session }, () => {});
      await session.sagemaker.call("UpdateTrialComponent", {
        TrialComponentName: "demo-left",
        Status: { PrimaryStatus: "InProgress" },
      });
    }
    // As a process leaves it that was killed a week ago.
    age(folder, 7 * 86_400);
    const doctor = async (...options: string[]) => {
      const { stdout } = await runlogInProcess(
        ["doctor", "--json", "--session", `local:${folder}`, ...options],
      );
      const { stale, isFixed } = JSON.parse(stdout);
      return [stale.length, isFixed];
    };
    const status = async (): Promise<string | undefined> => {
      await using session = await localSession({ path: folder });
      const [run] = await Array.fromAsync(listRuns({ experimentName: "demo", session }));
      return run?.status;
    };
    assertEquals([await doctor(), await status()], [[1, false], "InProgress"]);
    assertEquals([await doctor("--fix"), await status()], [[1, true], "Failed"]);
    assertEquals(await doctor(), [0, false]);
  }));
