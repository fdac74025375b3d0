import { assertEquals, assertRejects } from "@std/assert";
import { ArtifactNotFoundError, getRun, openArtifact, startRun } from "../../../mod.ts";
import { serviceSession } from "../../../src/local.ts";
import { toRecord } from "../../../src/records/runs/record.ts";
import { temporaryService } from "../../support/services.ts";
import { throughRequests } from "../../support/through_requests.ts";

const NAMES = { experimentName: "demo", runName: "names" };

for (const way of ["by calls", "by requests"] as const) {
  Deno.test(`${way}, a parameter or artifact called __proto__ by another writer keeps no run from being read`, async () => {
    const service = await temporaryService();
    const reached = way === "by calls" ? service : throughRequests(service);
    await using session = await serviceSession(reached);
    await using run = await startRun({ ...NAMES, session, captureEnvironment: false });
    run.logParameter("constructor", 1);
    await run.flush();
    // As no JavaScript SDK would send it.
    const body = `{"TrialComponentName":"demo-names","Parameters":{"__proto__":{"NumberValue":2}},
      "OutputArtifacts":{"__proto__":{"Value":"s3://b/k"}}}`;
    const headers = { "x-amz-target": "SageMaker.UpdateTrialComponent" };
    const request = new Request("http://127.0.0.1/", { method: "POST", headers, body });
    assertEquals((await service.fetch(request)).status, 200);
    const record = await getRun(NAMES, { session });
    // The AWS SDK loses members of that name.
    const others = way === "by calls" ? [["__proto__", 2]] : [];
    assertEquals(Object.entries(record.parameters).toSorted(), [...others, ["constructor", 1]]);
    assertEquals(Object.keys(record.outputArtifacts), others.map(([name]) => name));
    await assertRejects(() => openArtifact(NAMES, "__proto__", { session }), ArtifactNotFoundError);
  });
}

Deno.test("the one name whose value the AWS SDK would lose is escaped, and comes back", async () => {
  const service = await temporaryService();
  await using session = await serviceSession(service);
  await using run = await startRun({ ...NAMES, runName: "own", session });
  run.logParameter("__proto__", 1);
  run.logParameters(Object.fromEntries([["__proto__", "x"]]));
  run.logArtifact("__proto__", "s3://b/k");
  await run.flush();
  const record = await getRun(run, { session });
  assertEquals(Object.entries(record.parameters).find(([name]) => name === "__proto__")?.[1], "x");
  assertEquals(Object.keys(record.outputArtifacts), ["__proto__"]);
  assertEquals(run.problems, []);
});

Deno.test("toRecord() has an end time of a run that ended, and none of one that goes on", () => {
  const names = { experimentName: "demo", runName: "a", runGroupNames: [], tags: [] };
  const EndTime = new Date(1_000);
  for (
    const [PrimaryStatus, expected] of [
      ["InProgress", undefined],
      ["Stopping", undefined],
      ["Completed", EndTime],
      ["Failed", EndTime],
      ["Stopped", EndTime],
    ] as const
  ) {
    // The service keeps the end of an earlier time when a run is started again.
    const component = { TrialComponentName: "demo-a", Status: { PrimaryStatus }, EndTime };
    assertEquals(toRecord({ ...names, component }).endTime, expected, PrimaryStatus);
  }
});
