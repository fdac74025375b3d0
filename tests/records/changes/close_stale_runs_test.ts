import { S3Client } from "@aws-sdk/client-s3";
import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import { assert, assertEquals, assertGreater, assertLess, assertRejects } from "@std/assert";
import {
  ArgumentError,
  closeStaleRuns,
  createExperiment,
  createSession,
  getRun,
  startRun,
} from "../../../mod.ts";
import { localSession } from "../../../src/local.ts";
import { fetchTransport } from "../../../src/session/transport.ts";
import { age } from "../../support/age_store.ts";
import { linesOf, startScript } from "../../support/children.ts";
import { scriptedAws } from "../../support/scripted_aws.ts";
import { temporaryService } from "../../support/services.ts";
import { namesOf } from "../../support/names_of.ts";
import { inFolder } from "../../support/temporary_folder.ts";

const MINUTE = 60;

Deno.test("closeStaleRuns() ends the run of a killed process, at its last sign of life, and no other", () =>
  inFolder(async (folder) => {
    const child = await startScript("deno", "tests/run/endings_child.ts", [folder, "killed"]);
    for await (const _ of linesOf(child)) {
      child.kill("SIGKILL");
      break;
    }
    await child.status;
    await child.stderr.cancel();
    age(folder, 3 * MINUTE);
    await using session = await localSession({ path: folder });
    await using open = await startRun({ experimentName: "endings", runName: "open", session });
    const planned = await closeStaleRuns({ session, dryRun: true });
    assertEquals(planned.map(({ run, hasHeartbeat }) => [run.runName, hasHeartbeat]), [
      ["killed", true],
    ]);
    const killed = { experimentName: "endings", runName: "killed", session };
    assertEquals((await getRun(namesOf(killed), { session })).status, "InProgress");
    const [stale] = await closeStaleRuns({ session });
    assert(stale);
    assertLess(Math.abs(Date.now() - stale.lastSign.getTime() - 180_000), 60_000);
    const { status, statusMessage, endTime } = await getRun(namesOf(killed), { session });
    assertEquals(status, "Failed");
    assert(statusMessage?.startsWith("No activity since 20"), statusMessage);
    assertEquals(endTime, stale.lastSign);
    assertEquals(await closeStaleRuns({ session }), []);
    assertEquals(open.closed, false);
  }));

Deno.test("closeStaleRuns() takes recent points for a sign of life, where there are no heartbeats", async () => {
  let now = Date.now() - 90 * 86_400_000;
  await using service = await temporaryService({ now: () => now });
  const { session } = await scriptedAws(service, () => undefined, { turns: 0 });
  for (const runName of ["silent", "alive"]) {
    const run = await startRun({
      experimentName: "aws",
      runName,
      session,
      captureEnvironment: false,
    });
    await run.close();
    await session.sagemaker.call("UpdateTrialComponent", {
      TrialComponentName: run.trialComponentName,
      StartTime: new Date(now),
      Status: { PrimaryStatus: "InProgress" },
    });
  }
  now = Date.now();
  await service.metrics.put({
    trialComponentName: "aws-alive",
    token: "a",
    names: ["loss"],
    series: new Uint32Array(1),
    values: Float64Array.of(1),
    timestamps: Float64Array.of(now),
    steps: Float64Array.of(0),
  });
  const stale = await closeStaleRuns({ session, dryRun: true });
  assertEquals(stale.map(({ run, hasHeartbeat }) => [run.runName, hasHeartbeat]), [
    ["silent", false],
  ]);
  await session[Symbol.asyncDispose]();
});

Deno.test("closeStaleRuns() waits longer for a run that gives no heartbeats, and ends it as asked", async () => {
  await using service = await temporaryService();
  const common = {
    region: "local",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    endpoint: "http://runlog.local",
    requestHandler: fetchTransport((request) => service.fetch(request)),
  };
  const session = createSession({
    sagemaker: new SageMakerClient(common),
    s3: () => new S3Client({ ...common, forcePathStyle: true }),
  });
  const start = { experimentName: "remote", session };
  await using run = await startRun({ ...start, runName: "silent" });
  run.logMetric("loss", 1);
  await run.flush();
  age(service.folder, 23 * 60 * MINUTE);
  assertEquals(await closeStaleRuns({ session }), []);
  assertEquals((await closeStaleRuns({ session, olderThanMs: 60_000, dryRun: true })).length, 1);
  age(service.folder, 2 * 60 * MINUTE);
  await createExperiment({ experimentName: "other", session });
  assertEquals(await closeStaleRuns({ session, experimentName: "other" }), []);
  const [stale] = await closeStaleRuns({ session, status: "Stopped" });
  assertEquals([stale?.run.runName, stale?.hasHeartbeat], ["silent", false]);
  assertEquals(
    (await getRun({ experimentName: start.experimentName, runName: "silent" }, { session })).status,
    "Stopped",
  );
});

Deno.test("an open run gives signs of life, and none are kept of one that has closed or is deleted", () =>
  inFolder(async (path) => {
    await using session = await localSession({ path });
    const run = await startRun({ experimentName: "demo", session });
    await run.flush();
    const last = await session.store?.heartbeats.last(run.trialComponentName);
    assert(last);
    assertGreater(last.getTime(), Date.now() - 60_000);
    await run.close();
    assertEquals(await session.store?.heartbeats.last(run.trialComponentName), undefined);
    await session.store?.heartbeats.record("demo-of-nobody");
    assertEquals(await session.store?.heartbeats.last("demo-of-nobody"), undefined);
  }));

Deno.test("closeStaleRuns() refuses what is out of range, before anything is read", async () => {
  const session = new Promise<never>(() => {});
  for (const options of [{ olderThanMs: -1 }, { olderThanMs: NaN }]) {
    await assertRejects(
      () => closeStaleRuns({ ...options, session }),
      ArgumentError,
      "olderThanMs",
    );
  }
  // A caller without types.
  const status = "Completed" as "Failed";
  await assertRejects(() => closeStaleRuns({ status, session }), ArgumentError, "status");
});
