import { assertEquals, assertRejects } from "@std/assert";
import { ArgumentError, loadRun, startRun } from "../../mod.ts";
import { serviceSession } from "../../src/local.ts";
import { temporaryService } from "../support/services.ts";

Deno.test("loadRun() takes a token or names, and refuses any mixture of them", async () => {
  await using service = await temporaryService();
  const session = await serviceSession(service);
  const run = await startRun({ experimentName: "demo", runName: "one", session });
  const token = run.token;
  for (
    const names of [
      { runName: "one" },
      { experimentName: "demo" },
      { runName: "one", experimentName: "demo" },
    ]
  ) {
    const error = await assertRejects(() => loadRun({ token, session, ...names }), ArgumentError);
    assertEquals(error.argument, "token");
  }
  await using loaded = await loadRun({ token, session });
  assertEquals(loaded.runName, "one");
  await run.close();
});
