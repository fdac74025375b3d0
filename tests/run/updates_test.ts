import { assertEquals, assertRejects } from "@std/assert";
import { getRun, startRun } from "../../mod.ts";
import { memoryLogger } from "../support/loggers.ts";
import { awsRefusal, scriptedAws } from "../support/scripted_aws.ts";
import { temporaryService } from "../support/services.ts";

Deno.test("parameters whose update failed are stored by the next one", async () => {
  await using service = await temporaryService();
  let isDown = true;
  const { session } = await scriptedAws(
    service,
    ({ operation }) =>
      isDown && operation === "UpdateTrialComponent"
        ? awsRefusal("ServiceUnavailable", "x", 503)
        : undefined,
    { logger: memoryLogger() },
  );
  const run = await startRun({ experimentName: "demo", session, captureEnvironment: false });
  run.logParameter("early", 1);
  const stop = new AbortController();
  const flushed = run.flush({ signal: stop.signal });
  await new Promise((resolve) => setTimeout(resolve, 50));
  stop.abort();
  await assertRejects(() => flushed);
  isDown = false;
  run.logParameter("late", 2);
  await run.close();
  const { parameters } = await getRun({ experimentName: "demo", runName: run.runName }, {
    session,
  });
  assertEquals([parameters["early"], parameters["late"]], [1, 2]);
  await session[Symbol.asyncDispose]();
});

Deno.test("updates of a run are sent one after the other, so that an older value does not come last", async () => {
  await using service = await temporaryService();
  let [underWay, most] = [0, 0];
  const { session } = await scriptedAws(service, async ({ operation }) => {
    if (operation !== "UpdateTrialComponent") return undefined;
    most = Math.max(most, ++underWay);
    await new Promise((resolve) => setTimeout(resolve, 20));
    underWay--;
    return undefined;
  });
  const run = await startRun({ experimentName: "demo", session, captureEnvironment: false });
  const flushed = [1, 2, 3].map((value) => {
    run.logParameter("value", value);
    return run.flush();
  });
  await Promise.all(flushed);
  await run.close();
  const { parameters } = await getRun({ experimentName: "demo", runName: run.runName }, {
    session,
  });
  assertEquals([parameters["value"], most], [3, 1]);
  await session[Symbol.asyncDispose]();
});

Deno.test("an experiment that may not be created is used if it exists, and the denial is thrown if not", async () => {
  await using service = await temporaryService();
  const { session: owner } = await scriptedAws(service);
  await (await startRun({ experimentName: "there", session: owner })).close();
  await owner[Symbol.asyncDispose]();
  const { session } = await scriptedAws(
    service,
    ({ operation }) =>
      operation === "CreateExperiment"
        ? awsRefusal("AccessDeniedException", "may not create")
        : undefined,
  );
  const run = await startRun({ experimentName: "there", session });
  await run.close();
  assertEquals(run.experimentName, "there");
  await assertRejects(() => startRun({ experimentName: "not-there", session }), Error, "may not");
  await session[Symbol.asyncDispose]();
});
