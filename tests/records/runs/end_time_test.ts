import { assertEquals } from "@std/assert";
import { type RunFilter, searchRuns, startRun, withRun } from "../../../mod.ts";
import { localSession } from "../../../src/local.ts";
import { memoryLogger } from "../../support/loggers.ts";
import { inFolder } from "../../support/temporary_folder.ts";

Deno.test("a search sees no end of a run that goes on, though the service keeps that of an earlier time", () =>
  inFolder(async (path) => {
    await using session = await localSession({ path, logger: memoryLogger() });
    const names = { experimentName: "ends", session };
    await withRun({ ...names, runName: "ended" }, () => {});
    const open = await startRun({ ...names, runName: "open" });
    // What AWS stores of a run that was started again.
    const { trialComponentName: TrialComponentName } = open;
    const EndTime = new Date();
    await session.sagemaker.call("UpdateTrialComponent", { TrialComponentName, EndTime });
    const found = async (endTime: RunFilter["endTime"]) => {
      const runs = await Array.fromAsync(
        searchRuns({ experimentName: "ends", where: { endTime }, session }),
      );
      return runs.map(({ runName }) => runName).toSorted();
    };
    assertEquals(await found({ gte: new Date(0) }), ["ended"]);
    assertEquals(await found({ exists: true }), ["ended"]);
    assertEquals(await found({ exists: false }), ["open"]);
    assertEquals(await found({ ne: EndTime }), ["ended", "open"]);
    assertEquals(await found({ in: [EndTime] }), []);
    await open.close();
    assertEquals(await found({ exists: true }), ["ended", "open"]);
  }));
