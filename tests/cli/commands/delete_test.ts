import { assertEquals, assertRejects } from "@std/assert";
import { getExperiment, listRuns, withRun } from "../../../mod.ts";
import { remove } from "../../../src/cli/commands/delete.ts";
import { UsageError } from "../../../src/cli/usage_error.ts";
import { serviceSession } from "../../../src/local.ts";
import { contextOf } from "../../support/command_line.ts";
import { temporaryService } from "../../support/services.ts";

for (const runName of ["first", undefined]) {
  const what = runName === undefined ? "an experiment" : "a run";
  Deno.test(`runlog delete of ${what} deletes only what was confirmed by the experiment's name`, async () => {
    await using service = await temporaryService();
    await using session = await serviceSession(service);
    for (const name of ["first", "second"]) {
      await withRun({ experimentName: "demo", runName: name, session }, () => {});
    }
    const left = async (): Promise<number> =>
      (await Array.fromAsync(listRuns({ experimentName: "demo", session }))).length;
    for (const answer of ["", "no", "first", "demo2"]) {
      const { context, written } = contextOf({ answer });
      await remove(context, session, "demo", runName, {});
      assertEquals(
        [await left(), written.join("").includes("Nothing was deleted")],
        [2, true],
        answer,
      );
    }
    const nobody = contextOf().context;
    await assertRejects(() => remove(nobody, session, "demo", runName, {}), UsageError);
    await remove(contextOf({ answer: "no" }).context, session, "demo", runName, {
      dryRun: true,
      yes: true,
    });
    assertEquals(await left(), 2);
    await remove(contextOf({ answer: " DEMO " }).context, session, "demo", runName, {});
    if (runName !== undefined) assertEquals(await left(), 1);
    else await assertRejects(() => getExperiment({ experimentName: "demo", session }), Error);
  });
}
