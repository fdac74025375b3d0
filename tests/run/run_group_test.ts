import { assert, assertEquals, assertLessOrEqual, assertRejects } from "@std/assert";
import { startRun } from "../../mod.ts";
import { awsRefusal, type ScriptedAws, scriptedAws } from "../support/scripted_aws.ts";
import { temporaryService } from "../support/services.ts";

/** AWS's default quota of runs in a group. */
const QUOTA = 50;

function count(aws: ScriptedAws, operation: string): number {
  return aws.calls.filter((call) => call.operation === operation).length;
}

for (const runs of [100, 300, 600]) {
  Deno.test(`opening ${runs} runs of one experiment at once takes at most five requests a run`, async () => {
    await using service = await temporaryService({ awsQuotas: true });
    const aws = await scriptedAws(service);
    await using session = aws.session;
    const started = performance.now();
    const open = (_: unknown, index: number) =>
      startRun({
        experimentName: "many",
        runName: `run-${index}`,
        session,
        captureEnvironment: false,
      });
    const opened = await Promise.all(Array.from({ length: runs }, open));
    const tookMs = performance.now() - started;
    const requests = aws.calls.length;
    console.log(
      `${runs} runs: ${requests} requests in ${tookMs.toFixed(0)} ms, ` +
        `${count(aws, "AssociateTrialComponent")} to join a group`,
    );
    assertLessOrEqual(requests, 5 * runs);
    const groups = Map.groupBy(opened, ({ runGroupName }) => runGroupName);
    // Each group is filled before the next one is begun.
    assertEquals(groups.size, Math.ceil(runs / QUOTA));
    assertEquals(count(aws, "CreateTrial"), groups.size);
    await Promise.all(opened.map((run) => run.close()));
  });
}

Deno.test("a run that opens after the group of the one before it was deleted creates it again", async () => {
  await using service = await temporaryService();
  const aws = await scriptedAws(service);
  await using session = aws.session;
  const open = async (runName: string): Promise<string> => {
    const run = await startRun({ experimentName: "again", runName, session });
    await run.close();
    return run.trialComponentName;
  };
  const TrialName = "Default-Run-Group-again";
  const first = await open("first");
  await session.sagemaker.call("DisassociateTrialComponent", {
    TrialComponentName: first,
    TrialName,
  });
  await session.sagemaker.call("DeleteTrial", { TrialName });
  await open("second");
  assertEquals(count(aws, "CreateTrial"), 2);
});

Deno.test("an opening that gives up takes nothing from those beside it", async () => {
  await using service = await temporaryService();
  const giveUp = new AbortController();
  const aws = await scriptedAws(service, ({ operation }) => {
    if (operation === "CreateTrial") giveUp.abort(new Error("enough"));
    return undefined;
  });
  await using session = aws.session;
  const open = (runName: string, signal?: AbortSignal) =>
    startRun({ experimentName: "beside", runName, session, signal, captureEnvironment: false });
  const given = open("given-up", giveUp.signal);
  const others = Array.from({ length: 20 }, (_, index) => open(`other-${index}`));
  await assertRejects(() => given);
  const opened = await Promise.all(others);
  assert(opened.every(({ runGroupName }) => runGroupName === "Default-Run-Group-beside"));
  await Promise.all(opened.map((run) => run.close()));
});

Deno.test("a first group that is another experiment's is left alone by all openings", async () => {
  await using service = await temporaryService();
  const aws = await scriptedAws(service);
  await using session = aws.session;
  await session.sagemaker.call("CreateExperiment", { ExperimentName: "owner" });
  await session.sagemaker.call("CreateTrial", {
    TrialName: "Default-Run-Group-guest",
    ExperimentName: "owner",
  });
  const opened = await Promise.all(
    Array.from(
      { length: 10 },
      (_, index) => startRun({ experimentName: "guest", runName: `run-${index}`, session }),
    ),
  );
  assertEquals(
    new Set(opened.map(({ runGroupName }) => runGroupName)),
    new Set([
      "Default-Run-Group-guest-2",
    ]),
  );
  await Promise.all(opened.map((run) => run.close()));
});

Deno.test("an experiment that may not be created is used where it exists", async () => {
  await using service = await temporaryService();
  const aws = await scriptedAws(
    service,
    ({ operation }) =>
      operation === "CreateExperiment" ? awsRefusal("AccessDeniedException", "no", 400) : undefined,
  );
  await using session = aws.session;
  await assertRejects(
    () => startRun({ experimentName: "locked", session }),
    Error,
    "no. The credentials need the permission sagemaker:CreateExperiment",
  );
  const open = await scriptedAws(service);
  await open.session.sagemaker.call("CreateExperiment", { ExperimentName: "locked" });
  const run = await startRun({ experimentName: "locked", session });
  await run.close();
  assertEquals(count(aws, "DescribeExperiment"), 2);
  await open.session[Symbol.asyncDispose]();
});
