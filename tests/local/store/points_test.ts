import { assertEquals } from "@std/assert";
import fc from "../../support/fast_check.ts";
import type { PointBatch } from "../../../src/local/store/points.ts";
import { testService } from "../test_service.ts";

interface Row {
  readonly name: string;
  readonly value: number;
  readonly time: number;
  readonly step: number;
}

function batchOf(rows: readonly Row[], token?: string): PointBatch {
  const names = [...new Set(rows.map(({ name }) => name))];
  return {
    componentName: "run",
    token,
    names,
    series: Uint32Array.from(rows, ({ name }) => names.indexOf(name)),
    values: Float64Array.from(rows, ({ value }) => value),
    timestamps: Float64Array.from(rows, ({ time }) => time),
    steps: Float64Array.from(rows, ({ step }) => step),
    length: rows.length,
  };
}

Deno.test("putPoints and readPoints give back every series in order of arrival", async () => {
  const row = fc.record({
    name: fc.constantFrom("loss", "a.b", "__proto__", "ü"),
    value: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
    time: fc.double({ min: 0, max: 2e9, noNaN: true }),
    step: fc.oneof(fc.constant(NaN), fc.nat(), fc.constant(Number.MAX_SAFE_INTEGER)),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(row, { maxLength: 20 }), { maxLength: 4 }), async (all) => {
      await using aws = await testService();
      await aws.sagemaker.createTrialComponent({ TrialComponentName: "run" });
      for (const rows of all) await aws.service.putPoints(batchOf(rows));
      for (const name of ["loss", "a.b", "__proto__", "ü", "absent"]) {
        const expected = all.flat().filter((row) => row.name === name);
        const found = await aws.service.readPoints({ componentName: "run", metricName: name });
        assertEquals([...found.values], expected.map(({ value }) => value));
        assertEquals([...found.timestamps], expected.map(({ time }) => time));
        assertEquals([...found.steps], expected.map(({ step }) => step));
        assertEquals([...found.sequence], expected.map((_, index) => index));
      }
    }),
    { numRuns: 30 },
  );
});

Deno.test("readPoints gives the range asked for", async () => {
  await using aws = await testService();
  await aws.sagemaker.createTrialComponent({ TrialComponentName: "run" });
  const rows = [10, 11, 12, 13].map((value) => ({ name: "x", value, time: 1, step: NaN }));
  await aws.service.putPoints(batchOf(rows));
  const found = await aws.service.readPoints({
    componentName: "run",
    metricName: "x",
    from: 1,
    limit: 2,
  });
  assertEquals([...found.values], [11, 12]);
});

Deno.test("putPoints refuses values, times and steps that are none, by their row", async () => {
  await using aws = await testService();
  await aws.sagemaker.createTrialComponent({ TrialComponentName: "run" });
  const good: Row = { name: "x", value: 1, time: 1, step: 0 };
  const rows = [
    good,
    { ...good, value: NaN },
    { ...good, time: Infinity },
    { ...good, step: -1 },
    { ...good, step: 0.5 },
    { ...good, step: 2 ** 53 },
    { ...good, step: NaN },
  ];
  const { errors } = await aws.service.putPoints(batchOf(rows));
  assertEquals(errors.map(({ index }) => index), [1, 2, 3, 4, 5]);
  const found = await aws.service.readPoints({ componentName: "run", metricName: "x" });
  assertEquals([...found.steps], [0, NaN]);
});

Deno.test("putPoints answers a known token as before for as long as AWS takes late points", async () => {
  let now = 1_000_000;
  await using aws = await testService({ now: () => now });
  await aws.sagemaker.createTrialComponent({ TrialComponentName: "run" });
  const batch = batchOf([{ name: "x", value: NaN, time: 1, step: 0 }, {
    name: "x",
    value: 1,
    time: 1,
    step: 0,
  }], "token");
  const first = await aws.service.putPoints(batch);
  now += 15 * 86_400_000;
  assertEquals(await aws.service.putPoints(batch), first);
  const found = await aws.service.readPoints({ componentName: "run", metricName: "x" });
  assertEquals(found.values.length, 1);
});

Deno.test("recordCrash marks a run as failed, and keeps an end that was recorded", async () => {
  await using aws = await testService({ now: () => 5_000 });
  for (const TrialComponentName of ["run", "ended"]) {
    await aws.sagemaker.createTrialComponent({
      TrialComponentName,
      ...(TrialComponentName === "ended" ? { EndTime: new Date(2_000) } : {}),
    });
    aws.service.recordCrash(TrialComponentName, "out of memory");
    const found = await aws.sagemaker.describeTrialComponent({ TrialComponentName });
    assertEquals(found.Status, { PrimaryStatus: "Failed", Message: "out of memory" });
    assertEquals(found.EndTime, new Date(TrialComponentName === "ended" ? 2_000 : 5_000));
  }
  aws.service.recordCrash("absent", "nothing happens");
});

Deno.test("putPoints takes values whose differences are beyond a double", async () => {
  await using aws = await testService();
  await aws.sagemaker.createTrialComponent({ TrialComponentName: "run" });
  const most = Number.MAX_VALUE;
  const rows = [most, -most, 0].map((value, step) => ({ name: "x", value, time: 1, step }));
  assertEquals((await aws.service.putPoints(batchOf(rows))).errors, []);
  const { Metrics } = await aws.sagemaker.describeTrialComponent({ TrialComponentName: "run" });
  const { Avg, StdDev, Max, Min } = Metrics?.[0] ?? {};
  assertEquals({ Avg, StdDev, Max, Min }, { Avg: 0, StdDev: Infinity, Max: most, Min: -most });
});

Deno.test("putPoints takes a name that stands twice in a batch for one series", async () => {
  await using aws = await testService();
  await aws.sagemaker.createTrialComponent({ TrialComponentName: "run" });
  await aws.service.putPoints({
    ...batchOf([0, 1, 2, 3].map((value) => ({ name: "x", value, time: 1, step: value }))),
    names: ["x", "x"],
    series: Uint32Array.of(0, 1, 0, 1),
  });
  const found = await aws.service.readPoints({ componentName: "run", metricName: "x" });
  assertEquals([...found.values].toSorted(), [0, 1, 2, 3]);
});
