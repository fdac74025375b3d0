import { assertEquals, assertStringIncludes } from "@std/assert";
import { withRun } from "../../mod.ts";
import { localSession } from "../../src/local.ts";
import { runlogInProcess } from "../support/command_line.ts";
import { inFolder } from "../support/temporary_folder.ts";

Deno.test("runlog list names a property that no run has, and none that some run has", () =>
  inFolder(async (folder) => {
    {
      await using session = await localSession({ path: folder });
      const run = { experimentName: "demo", runName: "a", session };
      await withRun(run, (open) => {
        open.logParameter("lr", 0.1);
        open.logMetric("loss", 1, { step: 0 });
      });
    }
    const list = async (...options: string[]) => {
      const { code, stdout, stderr } = await runlogInProcess(
        ["list", "demo", "--json", "--session", `local:${folder}`, ...options],
      );
      assertEquals(code, 0, stderr);
      return { found: JSON.parse(stdout).length, stderr };
    };
    for (const name of ["metrics.los", "parameters.rl", "tags.team", "lrate"]) {
      const { found, stderr } = await list("--where", `${name}=1`);
      assertEquals(found, 0);
      assertStringIncludes(stderr, name.replace(/^\w+\./, ""));
    }
    assertStringIncludes((await list("--sort-by", "metrics.los.last")).stderr, "los");
    for (const known of ["lr=0.1", "metrics.loss=1", "status=Completed", "lr=7", "notes=none"]) {
      assertEquals((await list("--where", known)).stderr, "", known);
    }
  }));

Deno.test("runlog list keeps to every condition, also those that the service's search lacks", () =>
  inFolder(async (folder) => {
    {
      await using session = await localSession({ path: folder });
      for (const [runName, seconds] of [["short", 1], ["long", 7_200]] as const) {
        const run = { experimentName: "demo", runName, session };
        const trialComponentName = await withRun(run, (open) => open.trialComponentName);
        const StartTime = new Date("2026-05-01T10:00:00Z");
        await session.sagemaker.call("UpdateTrialComponent", {
          TrialComponentName: trialComponentName,
          StartTime,
          EndTime: new Date(StartTime.getTime() + seconds * 1000),
        });
      }
    }
    const list = async (where: string, ...options: string[]): Promise<string[]> => {
      const { stdout } = await runlogInProcess(
        ["list", "demo", "--json", "--session", `local:${folder}`, "--where", where, ...options],
      );
      return JSON.parse(stdout).map(({ runName }: { runName: string }) => runName).sort();
    };
    assertEquals(await list("duration>1h"), ["long"]);
    assertEquals(await list("duration<1h"), ["short"]);
    assertEquals(await list("duration>0 long"), ["long"]);
    assertEquals(await list("SHORT"), ["short"]);
    assertEquals(await list("duration>1h", "--max-results", "1", "--sort-by", "startTime"), [
      "long",
    ]);
  }));
