import { assertEquals } from "@std/assert";
import { getMetricHistory, getRun, listRuns, withRun } from "../../mod.ts";
import { serviceSession } from "../../src/local.ts";
import { batchOf } from "../support/points.ts";
import { temporaryService } from "../support/services.ts";
import { testService } from "./test_service.ts";

Deno.test("the raw port takes and gives points of a component by its name in any case", async () => {
  await using aws = await testService();
  await aws.call("CreateTrialComponent", { TrialComponentName: "Exp-Run" });
  const { metrics } = aws.service;
  assertEquals(
    await metrics.put(batchOf("EXP-run", [{ name: "x", value: NaN, time: 1, step: 0 }])),
    [],
  );
  for (const trialComponentName of ["exp-run", "Exp-Run"]) {
    const query = { trialComponentName, metricName: "x", from: 0, limit: 10 };
    assertEquals(Array.from((await metrics.read(query)).values), [NaN]);
    assertEquals(
      await metrics.countNonFinite([trialComponentName, "absent"]),
      new Map([[trialComponentName, new Map([["x", 1]])]]),
    );
  }
});

Deno.test("a run whose component another tool named in capitals has its points and one name", async () => {
  await using session = await serviceSession(await temporaryService());
  await session.sagemaker.call("CreateTrialComponent", { TrialComponentName: "Exp-Run" });
  await session.sagemaker.call("AddTags", {
    ResourceArn: "arn:aws:sagemaker:local:000000000000:experiment-trial-component/exp-run",
    Tags: [{ Key: "sagemaker:trial-component-source", Value: "run" }],
  });
  const names = { experimentName: "exp", runName: "run" };
  await withRun({ ...names, session }, (run) => run.logMetric("loss", Infinity));
  const [listed] = await Array.fromAsync(listRuns({ experimentName: "exp", session }));
  const found = await getRun(names, { session });
  assertEquals([listed?.runName, found.runName], ["run", "run"]);
  assertEquals(found.metrics["loss"]?.nonFinite, 1);
  for (const run of [found, listed ?? names]) {
    const { values } = await getMetricHistory(run, "loss", { session });
    assertEquals(Array.from(values), [Infinity]);
  }
});
