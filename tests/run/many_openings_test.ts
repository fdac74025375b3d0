import { assertEquals, assertLess, assertLessOrEqual, assertRejects } from "@std/assert";
import { type Session, startRun } from "../../mod.ts";
import { awsRefusal, type ScriptedAws, scriptedAws } from "../support/scripted_aws.ts";
import { range } from "../support/numbers.ts";
import { temporaryService } from "../support/services.ts";

/** AWS's default quota of runs in a group. */
const QUOTA = 50;

const FAST = { turns: 0 };

interface Opening {
  readonly experimentName: string;
  readonly runGroupName?: string;
  readonly session: Session;
}

/** Opens and closes runs, all at once, and returns their groups. */
async function openAndClose(openings: readonly Opening[]): Promise<readonly string[]> {
  return await Promise.all(openings.map(async (options, index) => {
    const runName = `run-${index}`;
    const run = await startRun({ ...options, runName, captureEnvironment: false });
    await run.close();
    return run.runGroupName;
  }));
}

function count({ calls }: ScriptedAws, operation: string): number {
  return calls.filter((call) => call.operation === operation).length;
}

for (const [where, most] of [["AWS's quotas", 1_000], ["no quotas", 200]] as const) {
  const awsQuotas = most === 1_000;
  Deno.test(`${most} runs that open at once with ${where} take as many requests each as 50`, async () => {
    for (const runs of [50, most]) {
      await using service = await temporaryService({ awsQuotas });
      const aws = await scriptedAws(service, undefined, FAST);
      await using session = aws.session;
      const groups = await openAndClose(
        range(runs).map(() => ({ experimentName: "many", session })),
      );
      assertLessOrEqual(aws.calls.length, 3.5 * runs + 4);
      assertEquals(new Set(groups).size, awsQuotas ? Math.ceil(runs / QUOTA) : 1);
      assertEquals(count(aws, "CreateExperiment"), 1);
    }
  });
}

Deno.test("from its second run of an experiment on, a session sends three requests a run", async () => {
  await using service = await temporaryService();
  const aws = await scriptedAws(service, undefined, FAST);
  await using session = aws.session;
  const sent: string[][] = [];
  for (let run = 0; run < 3; run++) {
    aws.reset();
    const opened = await startRun({ experimentName: "again", session, captureEnvironment: false });
    await opened.close();
    sent.push(aws.calls.map(({ operation }) => operation));
  }
  const later = ["CreateTrialComponent", "AssociateTrialComponent", "UpdateTrialComponent"];
  assertEquals(sent.slice(1), [later, later]);
});

Deno.test("a group whose name another experiment may use is looked up for every run", async () => {
  await using service = await temporaryService();
  const aws = await scriptedAws(service, undefined, FAST);
  await using session = aws.session;
  for (const names of [{ experimentName: "net-50" }, { experimentName: "n", runGroupName: "g" }]) {
    const open = async (): Promise<void> =>
      await (await startRun({ ...names, session, captureEnvironment: false })).close();
    await open();
    aws.reset();
    await open();
    assertEquals([aws.calls.length, count(aws, "DescribeTrial")], [4, 1]);
  }
});

Deno.test("several experiments, and groups that a person named, open at once in linear requests", async () => {
  await using service = await temporaryService({ awsQuotas: true });
  const aws = await scriptedAws(service, undefined, FAST);
  await using session = aws.session;
  const openings = range(200).map((index) => ({
    experimentName: `e${index % 4}`,
    ...(index % 4 < 2 ? {} : { runGroupName: `sweep-${index % 5}-of-e${index % 4}` }),
    session,
  }));
  const groups = await openAndClose(openings);
  assertLessOrEqual(aws.calls.length, 3.5 * openings.length);
  assertEquals(count(aws, "CreateExperiment"), 4);
  for (const [index, { runGroupName }] of openings.entries()) {
    if (runGroupName) assertEquals(groups[index], runGroupName);
  }
});

Deno.test("two sessions that open runs of one experiment at once fill its groups together", async () => {
  await using service = await temporaryService({ awsQuotas: true });
  const both = [
    await scriptedAws(service, undefined, FAST),
    await scriptedAws(service, undefined, FAST),
  ];
  const openings = range(200).map((index) => ({
    experimentName: "shared",
    session: both[index % 2]!.session,
  }));
  const groups = await openAndClose(openings);
  assertLessOrEqual(both.reduce((sum, { calls }) => sum + calls.length, 0), 4 * openings.length);
  // No group is left half empty but the last one.
  assertEquals(new Set(groups).size, 200 / QUOTA);
  for (const { session } of both) await session[Symbol.asyncDispose]();
});

Deno.test("a group that a person named and that is full refuses each further run once", async () => {
  await using service = await temporaryService({ quotas: { componentsPerTrial: 3 } });
  const aws = await scriptedAws(service, undefined, FAST);
  await using session = aws.session;
  const open = (index: number) =>
    startRun({ experimentName: "full", runName: `run-${index}`, runGroupName: "three", session });
  const opened = await Promise.allSettled(range(20).map(open));
  const runs = opened.flatMap((one) => one.status === "fulfilled" ? [one.value] : []);
  assertEquals(runs.length, 3);
  assertEquals(count(aws, "AssociateTrialComponent"), 20);
  assertEquals(count(aws, "CreateTrial"), 1);
  await Promise.all(runs.map((run) => run.close()));
});

Deno.test("requests that a busy service rejects are repeated alone", async () => {
  await using service = await temporaryService({ awsQuotas: true });
  let requests = 0;
  let rejected = 0;
  const aws = await scriptedAws(service, () => {
    if (++requests % 20 !== 0) return undefined;
    rejected++;
    return awsRefusal("ServiceUnavailable", "busy", 503);
  }, { ...FAST, maxAttempts: 5 });
  await using session = aws.session;
  await openAndClose(range(150).map(() => ({ experimentName: "busy", session })));
  assertLess(0, rejected);
  assertLessOrEqual(aws.calls.length - rejected, 3.5 * 150);
});

Deno.test("an experiment that cannot be created is asked for once by all who open its runs", async () => {
  await using service = await temporaryService();
  const aws = await scriptedAws(
    service,
    ({ operation }) =>
      operation.endsWith("Experiment") ? awsRefusal("AccessDeniedException") : undefined,
    FAST,
  );
  await using session = aws.session;
  const open = () => startRun({ experimentName: "denied", session, captureEnvironment: false });
  await Promise.all(range(20).map(() => assertRejects(open, Error, "AccessDenied")));
  assertEquals(count(aws, "CreateExperiment"), 1);
  // What was created for them is taken back.
  assertEquals(count(aws, "DeleteTrialComponent"), 20);
});
