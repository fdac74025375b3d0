import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import { getRun, listRuns, type Session, syncRuns, withRun } from "../../mod.ts";
import { serviceSession } from "../../src/local.ts";
import { awsRefusal, scriptedAws } from "../support/scripted_aws.ts";
import { temporaryService } from "../support/services.ts";

interface Recording {
  readonly experimentName: string;
  readonly runGroupName?: string;
}

/** Records runs one after the other. */
async function record(session: Session, names: Recording, count: number, from = 0): Promise<void> {
  for (let index = from; index < from + count; index++) {
    const runName = `run-${String(index).padStart(3, "0")}`;
    const options = { ...names, runName, captureEnvironment: false, session };
    await withRun(options, (run) => run.logMetric("loss", index));
  }
}

/** Number of runs by run group. */
async function sizes(session: Session, experimentName: string): Promise<Record<string, number>> {
  const runs = await Array.fromAsync(listRuns({ experimentName, session }));
  const groups = Map.groupBy(runs, ({ runGroupNames }) => runGroupNames.join());
  return Object.fromEntries([...groups].map(([name, of]) => [name, of.length]));
}

Deno.test("120 runs of one local group become groups of fifty at AWS, in requests linear in runs", async () => {
  await using from = await serviceSession(await temporaryService());
  const service = await temporaryService({ awsQuotas: true });
  const { session: to, calls, reset } = await scriptedAws(service);
  const experimentName = "many";
  await record(from, { experimentName }, 120);
  assertEquals(await sizes(from, experimentName), { "Default-Run-Group-many": 120 });
  const { outcomes, runs } = await syncRuns({ from, to });
  assertEquals(outcomes.created, 120);
  const first = "Default-Run-Group-many";
  assertEquals(await sizes(to, experimentName), {
    [first]: 50,
    [`${first}-2`]: 50,
    [`${first}-3`]: 20,
  });
  const joins = calls.filter(({ operation }) => operation === "AssociateTrialComponent").length;
  // Runs under way when a group fills up are refused once: at most eight a group.
  assertLessOrEqual(joins, 120 + 2 * 8);
  assertEquals(runs.flatMap(({ problems }) => problems).length, 70);
  assertEquals((await syncRuns({ from, to })).outcomes.unchanged, 120);
  // A later sync goes on in the newest group, and asks the full ones no more than once.
  reset();
  await record(from, { experimentName }, 1, 120);
  assertEquals((await syncRuns({ from, to })).outcomes.created, 1);
  assertEquals(
    calls.filter(({ operation }) => operation === "AssociateTrialComponent")
      .map(({ members }) => members["TrialName"]),
    [first, `${first}-3`],
  );
  await to[Symbol.asyncDispose]();
  await service.close();
});

Deno.test("a full group that a person named continues under its name, and the report says so", async () => {
  await using from = await serviceSession(await temporaryService());
  const service = await temporaryService({ quotas: { componentsPerTrial: 3 } });
  await using to = await serviceSession(service);
  const names = { experimentName: "named", runGroupName: "Sweep" };
  await record(from, names, 8);
  const { outcomes, runs } = await syncRuns({ from, to });
  assertEquals(outcomes.created, 8);
  assertEquals(await sizes(to, "named"), { Sweep: 3, "Sweep-2": 3, "Sweep-3": 2 });
  const told = runs.flatMap(({ runName, problems }) =>
    problems.map((one) => ({ runName, ...one }))
  );
  assertEquals(told.length, 5);
  for (const { runName, kind, name, reason } of told) {
    const { runGroupNames } = await getRun({ experimentName: "named", runName }, { session: to });
    assertEquals([kind, name], ["group", "Sweep"]);
    assertEquals(
      reason,
      `the run group is full at the destination: the run is in "${runGroupNames}"`,
    );
  }
  assertEquals((await syncRuns({ from, to })).outcomes.unchanged, 8);
});

Deno.test("a named group that is another experiment's at the destination gets a name of its own", async () => {
  await using from = await serviceSession(await temporaryService());
  await using to = await serviceSession(await temporaryService());
  await record(to, { experimentName: "owner", runGroupName: "sweep" }, 1);
  await record(from, { experimentName: "guest", runGroupName: "sweep" }, 2);
  const { outcomes, runs } = await syncRuns({ from, to });
  assertEquals(outcomes.created, 2);
  assertEquals(await sizes(to, "guest"), { "sweep-2": 2 });
  assertEquals(await sizes(to, "owner"), { sweep: 1 });
  const reason =
    'the run group is another experiment\'s at the destination: the run is in "sweep-2"';
  assertEquals(runs.flatMap(({ problems }) => problems.map((one) => one.reason)), [reason, reason]);
});

Deno.test("runs that no group has room for are reported one by one, and the rest arrives", async () => {
  await using from = await serviceSession(await temporaryService());
  const service = await temporaryService({
    quotas: { componentsPerTrial: 3, trialsPerExperiment: 2 },
  });
  const warnings: string[] = [];
  const logger = { ...console, warn: (message: string) => void warnings.push(message) };
  await using to = await serviceSession(service, { logger });
  await record(from, { experimentName: "a-crowded" }, 20);
  await record(from, { experimentName: "a-crowded", runGroupName: "aside" }, 2, 20);
  await record(from, { experimentName: "b-small" }, 2);
  const { outcomes, runs } = await syncRuns({ from, to });
  const failed = runs.filter(({ outcome }) => outcome === "failed");
  assertEquals([outcomes.created, failed.length], [6 + 2, 16]);
  for (const { experimentName, error } of failed) {
    assertEquals(experimentName, "a-crowded");
    assert(error instanceof Error && error.name === "ResourceLimitExceeded", String(error));
  }
  assertEquals(Object.values(await sizes(to, "a-crowded")), [3, 3]);
  assertEquals(await sizes(to, "b-small"), { "Default-Run-Group-b-small": 2 });
  // What was refused before it was created is not there: at most eight runs were under way.
  const { TrialComponentSummaries = [] } = await to.sagemaker
    .call("ListTrialComponents", { MaxResults: 100 });
  assertLessOrEqual(TrialComponentSummaries.length, 8 + 2 * 8);
  assertEquals(warnings, [
    'runlog: cannot copy 1 run groups of experiment "a-crowded", such as "aside": the destination ' +
    "has no room",
  ]);
  // The next sync tries again what is missing, and leaves the rest alone.
  const again = await syncRuns({ from, to });
  assertEquals([again.outcomes.unchanged, again.outcomes.failed], [8, 16]);
});

Deno.test("an experiment too many is reported run by run, and the other experiments arrive", async () => {
  await using from = await serviceSession(await temporaryService());
  const service = await temporaryService();
  const { session: to } = await scriptedAws(
    service,
    ({ operation, members }) =>
      operation === "CreateExperiment" && members["ExperimentName"] === "one-too-many"
        ? awsRefusal("ResourceLimitExceeded", "The account-level service limit is 1,000.")
        : undefined,
  );
  await record(from, { experimentName: "fits" }, 2);
  await record(from, { experimentName: "one-too-many" }, 3);
  await record(from, { experimentName: "zebra" }, 2);
  const { outcomes, runs } = await syncRuns({ from, to });
  assertEquals([outcomes.created, outcomes.failed], [4, 3]);
  assertEquals(
    new Set(
      runs.flatMap(({ outcome, experimentName }) => outcome === "failed" ? experimentName : []),
    ),
    new Set(["one-too-many"]),
  );
  await to[Symbol.asyncDispose]();
  await service.close();
});

Deno.test("a quota of groups per run does not create groups without end", async () => {
  await using from = await serviceSession(await temporaryService());
  const service = await temporaryService();
  const { session: to, calls } = await scriptedAws(
    service,
    ({ operation }) =>
      operation === "AssociateTrialComponent" ? awsRefusal("ResourceLimitExceeded") : undefined,
  );
  await record(from, { experimentName: "strange" }, 3);
  assertEquals((await syncRuns({ from, to })).outcomes.failed, 3);
  const created = calls.filter(({ operation }) => operation === "CreateTrial").length;
  assertLessOrEqual(created, 6);
  await to[Symbol.asyncDispose]();
  await service.close();
});

Deno.test("a full account is reported as one, and asked once for a run, not for each of its entries", async () => {
  await using from = await serviceSession(await temporaryService());
  await using service = await temporaryService();
  const aws = await scriptedAws(
    service,
    ({ operation }) =>
      operation === "CreateTrialComponent"
        ? awsRefusal("ResourceLimitExceeded", "The account-level limit is reached")
        : undefined,
  );
  await using to = aws.session;
  const names = { experimentName: "full", runName: "r", captureEnvironment: false, session: from };
  await withRun(names, (run) => run.logParameters({ a: 1, b: 2, c: 3 }));
  const { outcomes, runs } = await syncRuns({ from, to });
  assertEquals([outcomes.failed, outcomes.created], [1, 0]);
  const [failed] = runs;
  assert(failed?.outcome === "failed");
  assert(`${failed.error}`.includes("account-level limit"), `${failed.error}`);
  const creations = aws.calls.filter(({ operation }) => operation === "CreateTrialComponent");
  assertEquals(creations.length, 1);
});
