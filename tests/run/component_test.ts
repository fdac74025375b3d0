import { assert, assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { DeliveryError, getRun, startRun, withRun } from "../../mod.ts";
import { patienceOf, watchPace } from "../support/pace.ts";
import { awsRefusal, scriptedAws } from "../support/scripted_aws.ts";
import { temporaryService } from "../support/services.ts";
import { namesOf } from "../support/names_of.ts";

Deno.test("a refused change does not keep the status from being written, and is reported", async () => {
  await using service = await temporaryService();
  const { session } = await scriptedAws(
    service,
    ({ operation, members }) =>
      operation === "UpdateTrialComponent" && members["Parameters"]
        ? awsRefusal("ValidationException")
        : undefined,
  );
  const run = await startRun({ experimentName: "refused", session });
  run.logParameters({ a: 1, b: 2 });
  const error = await assertRejects(() => run.close(), DeliveryError);
  assertEquals(
    error.undelivered.map(({ kind, name, count, reason }) => ({ kind, name, count, reason })),
    [{ kind: "record", name: "parameters", count: 2, reason: "ValidationException" }],
  );
  const record = await getRun({ experimentName: "refused", runName: run.runName }, { session });
  assertEquals(record.status, "Completed");
  assert(record.endTime);
  await session[Symbol.asyncDispose]();
});

Deno.test("an update that meets another's is sent again", async () => {
  await using service = await temporaryService();
  let conflicts = 2;
  const { session, calls } = await scriptedAws(
    service,
    ({ operation }) =>
      operation === "UpdateTrialComponent" && conflicts-- > 0
        ? awsRefusal("ConflictException")
        : undefined,
  );
  const run = await startRun({ experimentName: "conflict", session });
  run.logParameter("kept", 1);
  await run.close();
  const record = await getRun({ experimentName: "conflict", runName: run.runName }, { session });
  assertEquals([record.parameters["kept"], record.status], [1, "Completed"]);
  assertEquals(calls.filter(({ operation }) => operation === "UpdateTrialComponent").length, 3);
  await session[Symbol.asyncDispose]();
});

Deno.test("two writers of one run do not undo each other's parameters", async () => {
  await using service = await temporaryService();
  const { session } = await scriptedAws(service);
  const names = { experimentName: "writers", runName: "shared", session };
  const first = await startRun(names);
  const second = await startRun(names);
  first.logParameter("value", "first");
  await first.flush();
  second.logParameter("value", "second");
  await second.flush();
  first.logParameter("other", 1);
  await first.close();
  assertEquals((await getRun(namesOf(names), { session })).parameters["value"], "second");
  await second.close();
  await session[Symbol.asyncDispose]();
});

Deno.test("a delivery that fails beside the body's error is attached to it, and never in its place", async () => {
  await using service = await temporaryService();
  const { session } = await scriptedAws(
    service,
    ({ operation }) =>
      operation.startsWith("PUT") ? awsRefusal("AccessDeniedException", "no", 403) : undefined,
  );
  const error = new Error("the body's own");
  const thrown = await assertRejects(() =>
    withRun({ experimentName: "both", session }, (run) => {
      run.logMetric("loss", 1);
      throw error;
    })
  );
  assert(thrown === error);
  const { suppressed } = thrown as Error & { suppressed: unknown };
  assertInstanceOf(suppressed, DeliveryError);
  await session[Symbol.asyncDispose]();
});

Deno.test("a close that runs out of time says how much did not arrive, and why", async () => {
  await using service = await temporaryService();
  const { session } = await scriptedAws(
    service,
    ({ operation }) =>
      operation.startsWith("PUT") ? awsRefusal("ServiceUnavailable", "down", 503) : undefined,
  );
  const run = await startRun({ experimentName: "late", session });
  for (let step = 0; step < 25; step++) run.logMetric("loss", step, { step });
  // In time for all but the metrics, which are refused.
  const timeoutMs = patienceOf(300);
  using pace = watchPace();
  const error = await assertRejects(() => run.close({ timeoutMs }), DeliveryError);
  assert(pace.ownMs() < timeoutMs + 700);
  assertEquals(error.undelivered.reduce((sum, { count }) => sum + count, 0), 25);
  const { logged, acknowledged, refused, pending } = run.stats;
  assertEquals([logged, acknowledged, refused, pending], [25, 0, 25, 0]);
  assertInstanceOf(error.cause, Error);
  assertEquals(error.cause.name, "ServiceUnavailable");
  const { status } = await getRun({ experimentName: "late", runName: run.runName }, { session });
  assertEquals(status, "Completed");
  await session[Symbol.asyncDispose]();
});
