import { assert, assertEquals } from "@std/assert";
import {
  awsSession,
  durableSession,
  getMetricHistory,
  getRun,
  type Session,
  startRun,
  syncRuns,
  withRun,
} from "../../mod.ts";
import { type LocalService, serviceSession } from "../../src/local.ts";
import { fittingPoints, type ReasonCounts } from "../../src/sync/fitting_points.ts";
import { memoryLogger } from "../support/loggers.ts";
import { temporaryService } from "../support/services.ts";

const names = { experimentName: "demo", runName: "one" };
const VALUES = [1, NaN, Infinity, -Infinity, -0, 2, NaN];
const LEFT_OUT = "left out: the destination holds no NaN and no infinity";
const STEPLESS = "kept without its step: the destination holds steps up to 2147483647";

/** A session that knows no more of a service than of AWS: its protocol. */
async function awsTo(service: LocalService): Promise<Session> {
  return await awsSession({
    region: service.region,
    endpoint: "http://runlog.local",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    fetch: (request) => service.fetch(request),
  });
}

async function record(session: Session): Promise<void> {
  await withRun({ ...names, session }, (run) => {
    for (const [step, value] of VALUES.entries()) run.logMetric("loss", value, { step });
    for (let step = 0; step < 25; step++) run.logMetric("worse\n", NaN, { step });
    run.logMetric("late", 5, { step: 2 ** 40 });
  });
}

Deno.test("to AWS go the finite points; the others are reported once and are no difference later", async () => {
  await using near = await temporaryService();
  await using far = await temporaryService();
  const [from, to] = [await serviceSession(near), await awsTo(far)];
  await record(from);
  const planned = await syncRuns({ from, to, dryRun: true });
  assertEquals([planned.points, planned.outcomes.created], [4, 1]);
  const first = await syncRuns({ from, to });
  assertEquals([first.points, first.outcomes.created], [4, 1]);
  const problems = first.runs.flatMap((run) => run.problems)
    .toSorted((a, b) => a.name < b.name ? -1 : 1);
  assertEquals(problems, [
    { kind: "metric", name: "late", count: 1, reason: STEPLESS },
    { kind: "metric", name: "loss", count: 4, reason: LEFT_OUT },
    { kind: "metric", name: "worse\n", count: 25, reason: LEFT_OUT },
  ]);
  const loss = await getMetricHistory(names, "loss", { session: await serviceSession(far) });
  assertEquals([loss.values, far.metrics.holdsEveryPoint], [Float64Array.of(1, 0, 2), true]);
  const again = await syncRuns({ from, to });
  assertEquals([again.points, again.outcomes.unchanged], [0, 1]);
  assertEquals(again.runs.flatMap((run) => run.problems), []);
  // More of the run later: only what is new is sent and told.
  await withRun({ ...names, session: from }, (run) => run.logMetrics({ loss: NaN, late: 7 }));
  const more = await syncRuns({ from, to });
  assertEquals([more.points, more.runs[0]?.problems], [1, [
    { kind: "metric", name: "loss", count: 1, reason: LEFT_OUT },
  ]]);
});

Deno.test("from store to store every double arrives, also into a run that is still open", async () => {
  await using near = await temporaryService();
  await using far = await temporaryService();
  const [from, to] = [await serviceSession(near), await serviceSession(far)];
  await using run = await startRun({ ...names, runName: "open", session: from });
  await record(from);
  const read = async (metric: string, runName = "one") =>
    (await getMetricHistory({ ...names, runName }, metric, { session: to })).values;
  assertEquals((await syncRuns({ from, to })).runs.flatMap(({ problems }) => problems), []);
  const loss = await read("loss");
  assert(VALUES.every((value, at) => Object.is(loss[at], value)) && loss.length === VALUES.length);
  assertEquals(await read("worse\n"), new Float64Array(25).fill(NaN));
  assertEquals((await getRun(names, { session: to })).metrics["loss"]?.nonFinite, 4);
  assertEquals((await syncRuns({ from, to })).outcomes.unchanged, 2);
  // Nothing but NaN is new.
  for (const count of [1, 2]) {
    run.logMetric("only", NaN);
    await run.flush();
    await syncRuns({ from, to });
    assertEquals((await read("only", "open")).length, count);
  }
});

Deno.test("a durable session keeps every double, and tells once what AWS does not hold", async () => {
  await using near = await temporaryService();
  await using far = await temporaryService();
  const logger = memoryLogger();
  // Stays open when the session is disposed.
  const service: LocalService = { ...near, close: () => Promise.resolve() };
  {
    await using session = await durableSession({
      local: serviceSession(service, { logger }),
      remote: awsTo(far),
      intervalMs: 10,
    });
    await record(session);
    await record(session);
    assertEquals((await getRun(names, { session })).metrics["loss"]?.nonFinite, 8);
  }
  const told = logger.lines.filter((line) => line.includes("the destination"));
  assertEquals(told.toSorted(), [
    `runlog: run "one", metric "late": ${STEPLESS}`,
    `runlog: run "one", metric "loss": ${LEFT_OUT}`,
    `runlog: run "one", metric "worse\\n": ${LEFT_OUT}`,
  ]);
  const query = { trialComponentName: "demo-one", metricName: "loss", from: 0, limit: 100 };
  assertEquals((await far.metrics.read(query)).values.length, 6);
});

Deno.test("a step of 2,147,483,647 is kept, and a larger one is not", () => {
  const steps = Float64Array.of(0, 2_147_483_646, 2_147_483_647, 2_147_483_648, 2 ** 53, NaN);
  const points = {
    series: new Uint32Array(steps.length),
    values: new Float64Array(steps.length),
    timestamps: new Float64Array(steps.length),
    steps,
  };
  const counts: ReasonCounts = new Map();
  const fitting = fittingPoints(points, ["loss"], counts);
  assertEquals([...fitting.steps], [0, 2_147_483_646, 2_147_483_647, NaN, NaN, NaN]);
  assertEquals([...counts.values()], [2]);
});
