import { assert, assertEquals, assertRejects } from "@std/assert";
import { getMetricHistory, startRun, withRun } from "../../../mod.ts";
import { serviceSession } from "../../../src/local.ts";
import { awsRefusal, scriptedAws } from "../../support/scripted_aws.ts";
import { temporaryService } from "../../support/services.ts";

const names = { experimentName: "history", runName: "r" };

Deno.test("getMetricHistory() gives 1,000,000 points of one series back as they were logged", async () => {
  await using session = await serviceSession(await temporaryService());
  const count = 1_000_000;
  const expected = {
    values: Float64Array.from({ length: count }, (_, index) => Math.sin(index) / 3),
    // Steps that repeat and go back, and every tenth point without one.
    steps: Float64Array.from({ length: count }, (_, at) => at % 10 === 0 ? NaN : (at * 31) % 777),
    timestamps: new Float64Array(count).fill(Date.now() - 1_000).map((now, index) => now - index),
  };
  await using run = await startRun({ ...names, session });
  for (let row = 0; row < count; row++) {
    const step = expected.steps[row];
    run.logMetric("loss", expected.values[row] ?? NaN, {
      timestamp: expected.timestamps[row],
      ...(Number.isNaN(step) ? {} : { step }),
    });
    if (row % 50_000 === 0) await run.ready;
  }
  await run.flush();
  const loss = await getMetricHistory(run, "loss", { session });
  assert(loss.kind === "point");
  // Compared as bytes: a deep comparison of a million numbers takes long.
  for (const column of ["values", "steps", "timestamps"] as const) {
    assert(isSame(loss[column], expected[column]), column);
  }
});

Deno.test("getMetricHistory() gives 1,000 series of 1,000 points back as they were logged", async () => {
  await using session = await serviceSession(await temporaryService());
  const metricNames = Array.from({ length: 1_000 }, (_, index) => `metric ${index}`);
  await using run = await startRun({ ...names, session });
  for (let step = 0; step < 1_000; step++) {
    const values = metricNames.map((name, index) => [name, index * 1_000 + step] as const);
    run.logMetrics(Object.fromEntries(values), { step });
    if (step % 100 === 0) await run.flush();
  }
  await run.flush();
  const steps = Float64Array.from({ length: 1_000 }, (_, step) => step);
  for (const by of ["point", "step"] as const) {
    const histories = await getMetricHistory(run, metricNames, { by, session });
    assertEquals(histories.length, 1_000);
    histories.forEach((history, index) => {
      assert(history.kind !== "period" && history.metricName === metricNames[index]);
      assert(isSame(history.steps, steps));
      assert(isSame(history.values, steps.map((step) => index * 1_000 + step)));
    });
  }
});

Deno.test("getMetricHistory() by point can be limited to a range of steps", async () => {
  await using session = await serviceSession(await temporaryService());
  await withRun({ ...names, session }, (run) => {
    for (const step of [5, 1, 4, 2, 3]) run.logMetric("loss", step * 10, { step });
  });
  const loss = await getMetricHistory(names, "loss", { startStep: 2, endStep: 4, session });
  assertEquals([...loss.values], [40, 20, 30]);
});

Deno.test("getMetricHistory() asks again for what an answer had no room for, each step once", async () => {
  await using service = await temporaryService({
    undocumentedBehavior: { valuesPerMetricQuery: 7 },
  });
  const { session, calls, reset } = await scriptedAws(service);
  await withRun({ ...names, session }, (run) => {
    for (let step = 0; step < 30; step++) run.logMetric("loss", step, { step: step * 2 });
  });
  reset();
  const loss = await getMetricHistory(names, "loss", { session });
  assert(loss.kind === "step");
  assertEquals([...loss.steps], Array.from({ length: 30 }, (_, step) => step * 2));
  assertEquals(calls.filter(({ operation }) => operation === "POST /BatchGetMetrics").length, 5);
});

for (const metricTimeUnit of ["seconds", "milliseconds"] as const) {
  Deno.test(`getMetricHistory() reads periods whole when the service counts ${metricTimeUnit}`, async () => {
    await using service = await temporaryService({
      undocumentedBehavior: { valuesPerMetricQuery: 2, metricTimeUnit },
    });
    const { session } = await scriptedAws(service);
    const minute = Math.floor(Date.now() / 60_000) * 60_000 - 3_600_000;
    const minutes = [0, 1, 2, 5, 9].map((index) => minute + index * 60_000);
    await withRun({ ...names, session }, (run) => {
      for (const at of minutes) {
        for (const second of [0, 20_000, 59_000]) {
          run.logMetric("loss", second, { timestamp: at + second });
        }
      }
    });
    // No point has a step: by minute is what is left.
    const loss = await getMetricHistory(names, "loss", { statistic: "count", session });
    assert(loss.kind === "period");
    assertEquals([loss.period, [...loss.timestamps]], ["minute", minutes]);
    assertEquals([...loss.values], [3, 3, 3, 3, 3]);
  });
}

Deno.test("getMetricHistory() says that a service which keeps no points has none to give", async () => {
  await using service = await temporaryService();
  const { session } = await scriptedAws(service);
  await withRun({ ...names, session }, () => {});
  await assertRejects(
    () => getMetricHistory(names, "loss", { by: "point", session }),
    Error,
    "this session's service keeps no points",
  );
});

Deno.test("getMetricHistory() passes the service's refusal on, with the metric's name", async () => {
  await using service = await temporaryService();
  const { session } = await scriptedAws(service);
  const arn = "arn:aws:sagemaker:local:000000000000:experiment-trial-component/gone";
  const gone = { experimentName: "e", runName: "gone", arn };
  const error = await assertRejects(
    () => getMetricHistory(gone, "loss", { session }),
    Error,
    'Cannot read metric "loss"',
  );
  assertEquals(error.name, "MetricQueryError");
});

Deno.test("getMetricHistory() asks again after throttling, and ends at the signal", async () => {
  await using service = await temporaryService();
  let refusals = 1;
  const { session, calls } = await scriptedAws(
    service,
    ({ operation }) =>
      operation.endsWith("BatchGetMetrics") && refusals-- > 0
        ? awsRefusal("ThrottlingException")
        : undefined,
  );
  await withRun({ ...names, session }, (run) => run.logMetric("loss", 1, { step: 0 }));
  assertEquals([...(await getMetricHistory(names, "loss", { session })).values], [1]);
  assertEquals(calls.filter(({ operation }) => operation.endsWith("BatchGetMetrics")).length, 2);
  const signal = AbortSignal.abort(new Error("enough"));
  await assertRejects(() => getMetricHistory(names, "loss", { session, signal }));
});

function isSame(one: Float64Array, other: Float64Array): boolean {
  return one.length === other.length &&
    one.every((value, index) => Object.is(value, other[index]));
}
