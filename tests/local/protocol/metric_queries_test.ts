import { assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "../../support/fast_check.ts";
import type { UndocumentedBehavior } from "../../../src/local/account.ts";
import { type TestService, testService } from "../test_service.ts";
import { batchOf } from "../../support/points.ts";

const ResourceArn = "arn:aws:sagemaker:local:000000000000:experiment-trial-component/run";

interface Point {
  readonly value: number;
  readonly time: number;
  readonly step: number;
}

interface Result {
  readonly Status: string;
  readonly Message?: string;
  readonly XAxisValues: readonly number[];
  readonly MetricValues: readonly number[];
}

async function recorded(
  points: readonly Point[],
  undocumentedBehavior: Partial<UndocumentedBehavior> = {},
): Promise<TestService> {
  const aws = await testService({ undocumentedBehavior });
  await aws.sagemaker.createTrialComponent({ TrialComponentName: "run" });
  const rows = points.map((point) => ({ name: "loss", ...point }));
  await aws.service.metrics.put(batchOf("run", rows));
  return aws;
}

async function ask(
  { service }: TestService,
  ...queries: readonly Record<string, unknown>[]
): Promise<{ readonly status: number; readonly results: readonly Result[] }> {
  const answer = await service.fetch(
    new Request("http://runlog.local/BatchGetMetrics", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        MetricQueries: queries.map((query) => ({
          MetricName: "loss",
          ResourceArn,
          MetricStat: "Last",
          Period: "IterationNumber",
          XAxisType: "IterationNumber",
          ...query,
        })),
      }),
    }),
  );
  return { status: answer.status, results: (await answer.json()).MetricQueryResults ?? [] };
}

Deno.test("BatchGetMetrics computes every statistic of the points of a step", async () => {
  await using aws = await recorded([
    { value: 4, time: 20, step: 1 },
    { value: 1, time: 30, step: 0 },
    { value: 2, time: 10, step: 1 },
    { value: 9, time: 40, step: NaN },
  ]);
  const statistics = ["Min", "Max", "Avg", "Count", "StdDev", "Last"];
  const { results } = await ask(aws, ...statistics.map((MetricStat) => ({ MetricStat })));
  assertEquals(
    results.map(({ Status, XAxisValues }) => [Status, XAxisValues]),
    statistics.map(() => ["Complete", [0, 1]]),
  );
  assertEquals(results.map(({ MetricValues }) => MetricValues), [
    [1, 2],
    [1, 4],
    [1, 3],
    [1, 2],
    [0, 1],
    [1, 4],
  ]);
});

Deno.test("BatchGetMetrics puts points into periods of time, from their beginning", async () => {
  await using aws = await recorded(
    [-0.5, 0, 59.5, 60, 299, 301, 3_600, 3_700].map((time, value) => ({ value, time, step: NaN })),
  );
  const places = async (rest: Record<string, unknown>): Promise<unknown> => {
    const { results: [result] } = await ask(aws, {
      XAxisType: "Timestamp",
      MetricStat: "Count",
      ...rest,
    });
    return [result?.XAxisValues, result?.MetricValues];
  };
  assertEquals(await places({ Period: "OneMinute" }), [
    [-60, 0, 60, 240, 300, 3_600, 3_660],
    [1, 2, 1, 1, 1, 1, 1],
  ]);
  assertEquals(await places({ Period: "FiveMinute" }), [[-300, 0, 300, 3_600], [1, 4, 1, 2]]);
  assertEquals(await places({ Period: "OneHour" }), [[-3_600, 0, 3_600], [1, 5, 2]]);
  assertEquals(await places({ Period: "OneHour", Start: 60, End: 3_600 }), [[0, 3_600], [3, 1]]);
});

Deno.test("BatchGetMetrics says when there is more than 10,000 values", async () => {
  await using aws = await recorded(
    Array.from({ length: 10_001 }, (_, step) => ({ value: step, time: 1, step })),
  );
  const { results: [all, most] } = await ask(aws, {}, { Start: 1 });
  assertEquals([all?.Status, all?.XAxisValues.length, all?.XAxisValues.at(-1)], [
    "Truncated",
    10_000,
    9_999,
  ]);
  assertEquals([most?.Status, most?.XAxisValues.length], ["Complete", 10_000]);
});

Deno.test("BatchGetMetrics answers each query for itself", async () => {
  await using aws = await recorded([{ value: 1, time: 1, step: 0 }]);
  const { status, results } = await ask(
    aws,
    { ResourceArn: `${ResourceArn}-absent` },
    { Period: "OneMinute" },
    { XAxisType: "Timestamp" },
    { MetricName: "absent" },
    { ResourceArn: ResourceArn.replace("/run", "/RUN") },
  );
  assertEquals(status, 200);
  assertEquals(results.map(({ Status }) => Status), [
    "ValidationError",
    "ValidationError",
    "ValidationError",
    "Complete",
    "Complete",
  ]);
  assertEquals(results.map(({ MetricValues }) => MetricValues), [[], [], [], [], [1]]);
});

Deno.test("BatchGetMetrics refuses a request that breaks the model", async () => {
  await using aws = await recorded([]);
  const cases = [{ MetricStat: "Median" }, { Period: "OneDay" }, { MetricName: "" }, {
    Start: 0.5,
  }];
  for (const query of cases) assertEquals((await ask(aws, query)).status, 400);
  assertEquals((await ask(aws)).status, 400);
  assertEquals((await ask(aws, ...Array.from({ length: 101 }, () => ({})))).status, 400);
});

Deno.test("BatchGetMetrics agrees with a plain computation, for any points", async () => {
  const point = fc.record({
    value: fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => value + 0),
    time: fc.constant(1),
    step: fc.integer({ min: 0, max: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(point, { minLength: 1, maxLength: 30 }), async (points) => {
      await using aws = await recorded(points);
      const statistics = ["Min", "Max", "Avg", "Count", "StdDev", "Last"];
      const { results } = await ask(aws, ...statistics.map((MetricStat) => ({ MetricStat })));
      const steps = [...new Set(points.map(({ step }) => step))].toSorted();
      for (const [place, step] of steps.entries()) {
        const values = points.filter((point) => point.step === step).map(({ value }) => value);
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
        const expected = [
          Math.min(...values),
          Math.max(...values),
          mean,
          values.length,
          Math.sqrt(squares / values.length),
          values.at(-1) ?? NaN,
        ];
        for (const [index, value] of expected.entries()) {
          assertEquals(results[index]?.XAxisValues[place], step);
          assertAlmostEquals(results[index]?.MetricValues[place] ?? NaN, value, 1e-6);
        }
      }
    }),
    { numRuns: 25 },
  );
});

Deno.test("BatchGetMetrics gives a long series page by page, each step once and whole", async () => {
  const point = fc.record({
    value: fc.integer({ min: -9, max: 9 }),
    time: fc.nat(20),
    step: fc.oneof(fc.nat(12), fc.constant(NaN)),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(point, { maxLength: 60 }), fc.integer({ min: 1, max: 5 }), async (
      points,
      valuesPerMetricQuery,
    ) => {
      await using aws = await recorded(points, { valuesPerMetricQuery });
      const found = new Map<number, number>();
      let Start: number | undefined;
      for (let status = "Truncated"; status === "Truncated";) {
        const { results: [result] } = await ask(aws, { MetricStat: "Count", Start });
        const { Status = "", XAxisValues = [], MetricValues = [] } = result ?? {};
        assertEquals(XAxisValues.length <= valuesPerMetricQuery, true);
        XAxisValues.forEach((step, index) => {
          assertEquals(found.has(step), false);
          found.set(step, MetricValues[index] ?? NaN);
        });
        status = Status;
        Start = (XAxisValues.at(-1) ?? 0) + 1;
      }
      const expected = new Map<number, number>();
      for (const { step } of points.toSorted((a, b) => a.step - b.step)) {
        if (!Number.isNaN(step)) expected.set(step, (expected.get(step) ?? 0) + 1);
      }
      assertEquals(found, new Map([...expected].sort(([a], [b]) => a - b)));
    }),
    { numRuns: 60 },
  );
});

Deno.test("BatchGetMetrics can have times in milliseconds", async () => {
  const points = [0, 61, 122].map((time, value) => ({ value, time, step: NaN }));
  await using aws = await recorded(points, { metricTimeUnit: "milliseconds" });
  const query = { Period: "OneMinute", XAxisType: "Timestamp", Start: 61_000, End: 122_000 };
  const { results: [result] } = await ask(aws, query);
  assertEquals([result?.XAxisValues, result?.MetricValues], [[60_000, 120_000], [1, 2]]);
});
