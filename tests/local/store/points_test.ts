import { DatabaseSync } from "node:sqlite";
import { assertEquals } from "@std/assert";
import fc from "../../support/fast_check.ts";
import { batchOf, type PointRow, wholeSeries } from "../../support/points.ts";
import { testService } from "../test_service.ts";

Deno.test("put() and read() give back every series in order of arrival", async () => {
  const row = fc.record({
    name: fc.constantFrom("loss", "a.b", "__proto__", "ü"),
    value: fc.oneof(fc.double(), fc.constantFrom(NaN, Infinity, -Infinity, -0, 0)),
    time: fc.integer({ min: 0, max: 2e12 }).map((milliseconds) => milliseconds / 1000),
    step: fc.oneof(fc.constant(NaN), fc.nat(), fc.constant(Number.MAX_SAFE_INTEGER)),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(row, { maxLength: 20 }), { maxLength: 4 }), async (all) => {
      await using aws = await testService();
      await aws.sagemaker.createTrialComponent({ TrialComponentName: "run" });
      for (const rows of all) await aws.service.metrics.put(batchOf("run", rows));
      for (const name of ["loss", "a.b", "__proto__", "ü", "absent"]) {
        const expected = all.flat().filter((row) => row.name === name);
        const found = await aws.service.metrics.read(wholeSeries("run", name));
        assertEquals([...found.values], expected.map(({ value }) => value));
        assertEquals([...found.timestamps], expected.map(({ time }) => Math.round(time * 1000)));
        assertEquals([...found.steps], expected.map(({ step }) => step));
      }
    }),
    { numRuns: 30 },
  );
});

Deno.test("points from the year 1 to 9999 keep their time, and others are refused one by one", async () => {
  await using aws = await testService();
  await aws.sagemaker.createTrialComponent({ TrialComponentName: "run" });
  const times = [-62_135_510_400, -62_135_510_399.999, -0.001, 0, 253_402_214_400];
  const all = [...times, -8.64e12, 8.64e12];
  const rows = all.map((time, step) => ({ name: "x", value: 1, time, step }));
  const refused = await aws.service.metrics.put(batchOf("run", rows));
  assertEquals(refused.map(({ index }) => index), [5, 6]);
  const { timestamps } = await aws.service.metrics.read(wholeSeries("run", "x"));
  assertEquals([...timestamps], times.map((time) => Math.round(time * 1000)));
});

Deno.test("BatchPutMetrics refuses NaN and infinities point by point, and takes the others", async () => {
  await using aws = await testService();
  await aws.sagemaker.createTrialComponent({ TrialComponentName: "run" });
  const response = await aws.service.fetch(
    new Request("http://runlog.local/BatchPutMetrics", {
      method: "PUT",
      body: JSON.stringify({
        TrialComponentName: "run",
        MetricData: ["NaN", 1, "Infinity", 2, "-Infinity"]
          .map((Value) => ({ MetricName: "x", Timestamp: 1_700_000_000, Value })),
      }),
    }),
  );
  const Code = "VALIDATION_ERROR";
  assertEquals(await response.json(), {
    Errors: [0, 2, 4].map((MetricIndex) => ({ Code, MetricIndex })),
  });
  const { values } = await aws.service.metrics.read(wholeSeries("run", "x"));
  assertEquals([...values], [1, 2]);
});

Deno.test("read() gives the range asked for", async () => {
  await using aws = await testService();
  await aws.sagemaker.createTrialComponent({ TrialComponentName: "run" });
  const rows = [10, 11, 12, 13].map((value) => ({ name: "x", value, time: 1, step: NaN }));
  await aws.service.metrics.put(batchOf("run", rows));
  const found = await aws.service.metrics.read({
    trialComponentName: "run",
    metricName: "x",
    from: 1,
    limit: 2,
  });
  assertEquals([...found.values], [11, 12]);
});

Deno.test("put() refuses times and steps that are none, by their row", async () => {
  await using aws = await testService();
  await aws.sagemaker.createTrialComponent({ TrialComponentName: "run" });
  const good: PointRow = { name: "x", value: 1, time: 1, step: 0 };
  const rows = [
    good,
    { ...good, time: NaN },
    { ...good, time: Infinity },
    { ...good, time: 8.64e12 + 1 },
    { ...good, step: -1 },
    { ...good, step: 0.5 },
    { ...good, step: 2 ** 53 },
    { ...good, step: NaN },
  ];
  const refusals = await aws.service.metrics.put(batchOf("run", rows));
  assertEquals(refusals.map(({ index }) => index), [1, 2, 3, 4, 5, 6]);
  const found = await aws.service.metrics.read(wholeSeries("run", "x"));
  assertEquals([...found.steps], [0, NaN]);
});

Deno.test("put() answers a known token as before for as long as AWS takes late points", async () => {
  let now = 1_000_000;
  await using aws = await testService({ now: () => now });
  await aws.sagemaker.createTrialComponent({ TrialComponentName: "run" });
  const batch = batchOf("run", [{ name: "x", value: 1, time: 1, step: -1 }, {
    name: "x",
    value: 1,
    time: 1,
    step: 0,
  }], "token");
  const first = await aws.service.metrics.put(batch);
  now += 15 * 86_400_000;
  // Each new batch has the store forget older ones.
  await aws.service.metrics.put(batchOf("run", [], "another"));
  assertEquals(await aws.service.metrics.put(batch), first);
  // As stores of every version have it, so that an older runlog knows the batch as well.
  using database = new DatabaseSync(`${aws.folder}/runlog.db`, { readOnly: true });
  const kept = database.prepare("SELECT answer FROM batches WHERE token = 'token'").all();
  const answer = JSON.stringify({ errors: [{ index: 0, code: "VALIDATION_ERROR" }] });
  assertEquals(kept.map((row) => ({ ...row })), [{ answer }]);
  const found = await aws.service.metrics.read(wholeSeries("run", "x"));
  assertEquals(found.values.length, 1);
});

Deno.test("times are milliseconds at the port, and seconds in the store as they always were", async () => {
  await using aws = await testService();
  await aws.sagemaker.createTrialComponent({ TrialComponentName: "run" });
  const milliseconds = [0, 1, 1_005, 1_700_000_000_123, 1_893_456_000_999];
  const rows = milliseconds.map((time, step) => ({ name: "x", value: 1, time: time / 1000, step }));
  await aws.service.metrics.put(batchOf("run", rows));
  // Past the port, by the wire: seconds, finer than milliseconds where they come so.
  const wire = [1_700_000_000.123, 1_700_000_000.0625];
  await aws.service.fetch(
    new Request("http://runlog.local/BatchPutMetrics", {
      method: "PUT",
      body: JSON.stringify({
        TrialComponentName: "run",
        MetricData: wire.map((Timestamp) => ({ MetricName: "y", Timestamp, Value: 1 })),
      }),
    }),
  );
  using database = new DatabaseSync(`${aws.folder}/runlog.db`, { readOnly: true });
  const times = database.prepare("SELECT time FROM points ORDER BY series, seq").all();
  assertEquals(times.map(({ time }) => time), [...rows.map(({ time }) => time), ...wire]);
  const { timestamps } = await aws.service.metrics.read(wholeSeries("run", "x"));
  assertEquals([...timestamps], milliseconds);
});

Deno.test("writeLast() ends a run as failed, and keeps an end that was recorded", async () => {
  await using aws = await testService({ now: () => 5_000 });
  for (const TrialComponentName of ["run", "ended"]) {
    await aws.sagemaker.createTrialComponent({
      TrialComponentName,
      ...(TrialComponentName === "ended" ? { EndTime: new Date(2_000) } : {}),
    });
    const end = { status: "Failed" as const, message: "out of memory" };
    const batches = [batchOf(TrialComponentName, [{ name: "x", value: 1, time: 1, step: 0 }])];
    const last = { trialComponentName: TrialComponentName, batches, changes: {}, end };
    assertEquals(aws.service.notes.writeLast?.(last), [[]]);
    // A batch that is there already is not stored again.
    assertEquals(aws.service.notes.writeLast?.(last), [[]]);
    const found = await aws.sagemaker.describeTrialComponent({ TrialComponentName });
    assertEquals(found.Status, { PrimaryStatus: "Failed", Message: "out of memory" });
    assertEquals(found.EndTime, new Date(TrialComponentName === "ended" ? 2_000 : 5_000));
  }
  const { Metrics } = await aws.sagemaker.describeTrialComponent({ TrialComponentName: "run" });
  assertEquals(Metrics?.map(({ Count }) => Count), [1]);
  const absent = { trialComponentName: "absent", batches: [], changes: {}, end: undefined };
  assertEquals(aws.service.notes.writeLast?.(absent), []);
});

Deno.test("writeLast() sets entries, and entering the run again removes its end", async () => {
  await using aws = await testService({ now: () => 5_000 });
  const TrialComponentName = "run";
  await aws.sagemaker.createTrialComponent({
    TrialComponentName,
    Status: { PrimaryStatus: "InProgress" },
    EndTime: new Date(2_000),
    Parameters: { lr: { NumberValue: 1 }, kept: { NumberValue: 2 } },
  });
  const last = { trialComponentName: "RUN", batches: [] };
  const changes = { Parameters: { lr: { NumberValue: 3 } } };
  aws.service.notes.writeLast?.({ ...last, changes, end: { status: "Stopped" } });
  const stopped = await aws.sagemaker.describeTrialComponent({ TrialComponentName });
  assertEquals(stopped.Parameters, { lr: { NumberValue: 3 }, kept: { NumberValue: 2 } });
  // The end of an earlier time gives way.
  assertEquals(stopped.EndTime, new Date(5_000));
  aws.service.notes.writeLast?.({ ...last, changes: {}, end: undefined });
  assertEquals(
    (await aws.sagemaker.describeTrialComponent({ TrialComponentName })).EndTime,
    stopped.EndTime,
  );
  const holder = {
    id: "again",
    isGuest: false,
    host: undefined,
    processId: undefined,
    processStart: undefined,
    isWorker: false,
    hasLock: false,
  };
  const start = { message: "again", startTime: new Date(9_000) };
  await aws.service.notes.heartbeats.enter(TrialComponentName, holder, new Map(), start);
  const revived = await aws.sagemaker.describeTrialComponent({ TrialComponentName });
  assertEquals([revived.Status?.PrimaryStatus, revived.EndTime], ["InProgress", undefined]);
});

Deno.test("put() takes values whose differences are beyond a double", async () => {
  await using aws = await testService();
  await aws.sagemaker.createTrialComponent({ TrialComponentName: "run" });
  const most = Number.MAX_VALUE;
  const rows = [most, -most, 0].map((value, step) => ({ name: "x", value, time: 1, step }));
  assertEquals(await aws.service.metrics.put(batchOf("run", rows)), []);
  const { Metrics } = await aws.sagemaker.describeTrialComponent({ TrialComponentName: "run" });
  const { Avg, StdDev, Max, Min } = Metrics?.[0] ?? {};
  assertEquals({ Avg, StdDev, Max, Min }, { Avg: 0, StdDev: Infinity, Max: most, Min: -most });
});

Deno.test("put() takes a name that stands twice in a batch for one series", async () => {
  await using aws = await testService();
  await aws.sagemaker.createTrialComponent({ TrialComponentName: "run" });
  await aws.service.metrics.put({
    ...batchOf("run", [0, 1, 2, 3].map((value) => ({ name: "x", value, time: 1, step: value }))),
    names: ["x", "x"],
    series: Uint32Array.of(0, 1, 0, 1),
  });
  const found = await aws.service.metrics.read(wholeSeries("run", "x"));
  assertEquals([...found.values].toSorted(), [0, 1, 2, 3]);
});
