import { assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "../../support/fast_check.ts";
import { type RawAnswer, type TestService, testService } from "../test_service.ts";

const TrialComponentName = "demo-run";

interface Datum {
  readonly MetricName: string;
  readonly Timestamp: number;
  readonly Value: number | string;
  readonly Step?: number;
}

async function put(
  { service }: TestService,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<RawAnswer> {
  const answer = await service.fetch(
    new Request("http://runlog.local/BatchPutMetrics", {
      method: "PUT",
      headers: { "content-type": "application/json", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    }),
  );
  return { status: answer.status, body: await answer.json() };
}

const point = (Value: number | string, Step?: number, Timestamp = 1): Datum => ({
  MetricName: "loss",
  Timestamp,
  Value,
  ...(Step === undefined ? {} : { Step }),
});

async function withRun(): Promise<TestService> {
  const aws = await testService();
  await aws.sagemaker.createTrialComponent({ TrialComponentName: "Demo-Run" });
  return aws;
}

async function summary({ sagemaker }: TestService): Promise<Record<string, unknown> | undefined> {
  const { Metrics } = await sagemaker.describeTrialComponent({ TrialComponentName });
  const found = Metrics?.[0];
  return found && { ...found };
}

Deno.test("BatchPutMetrics answers an empty object and sums up what it took", async () => {
  await using aws = await withRun();
  const MetricData = [point(3, 0, 10.5), point(1, 1, 11.25), point(2, 2, 12.125)];
  assertEquals(await put(aws, { TrialComponentName, MetricData }), { status: 200, body: {} });
  assertEquals(await summary(aws), {
    MetricName: "loss",
    SourceArn: "arn:aws:sagemaker:local:000000000000:experiment-trial-component/demo-run",
    TimeStamp: new Date(12_125),
    Max: 3,
    Min: 1,
    Last: 2,
    Count: 3,
    Avg: 2,
    StdDev: Math.sqrt(2 / 3),
  });
});

Deno.test("BatchPutMetrics refuses points that are not finite, by their index, and takes the others", async () => {
  await using aws = await withRun();
  const MetricData = [point("NaN"), point(1), point("Infinity"), point("-Infinity"), point(2)];
  assertEquals(await put(aws, { TrialComponentName, MetricData }), {
    status: 200,
    body: {
      Errors: [0, 2, 3].map((MetricIndex) => ({ Code: "VALIDATION_ERROR", MetricIndex })),
    },
  });
  assertEquals((await summary(aws))?.["Count"], 2);
});

Deno.test("BatchPutMetrics answers an error for each point of an unknown component", async () => {
  await using aws = await testService();
  const { status, body } = await put(aws, { TrialComponentName, MetricData: [point(1), point(2)] });
  assertEquals(status, 200);
  assertEquals(body["Errors"], [
    { Code: "VALIDATION_ERROR", MetricIndex: 0 },
    { Code: "VALIDATION_ERROR", MetricIndex: 1 },
  ]);
});

Deno.test("BatchPutMetrics refuses a whole request that breaks the model", async () => {
  await using aws = await withRun();
  const cases: unknown[] = [
    {},
    "not json",
    "[]",
    { TrialComponentName, MetricData: [] },
    { TrialComponentName, MetricData: Array.from({ length: 11 }, () => point(1)) },
    { TrialComponentName: "Demo-Run", MetricData: [point(1)] },
    { TrialComponentName, MetricData: [point(1, -1)] },
    { TrialComponentName, MetricData: [point(1, 0.5)] },
    { TrialComponentName, MetricData: [point(1, 2 ** 31)] },
    { TrialComponentName, MetricData: [point("1")] },
    { TrialComponentName, MetricData: [{ MetricName: "", Timestamp: 1, Value: 1 }] },
    { TrialComponentName, MetricData: [{ MetricName: "loss", Value: 1 }] },
  ];
  for (const body of cases) {
    const answer = await put(aws, body);
    assertEquals([answer.status, answer.body["__type"]], [400, "ValidationException"]);
  }
  assertEquals(await summary(aws), undefined);
});

Deno.test("A batch that is delivered again under the same token counts once", async () => {
  await using aws = await withRun();
  for (const header of ["x-runlog-idempotency-token", "amz-sdk-invocation-id"]) {
    const body = { TrialComponentName, MetricData: [point(1), point("NaN")] };
    const first = await put(aws, body, { [header]: header });
    assertEquals(await put(aws, body, { [header]: header }), first);
  }
  assertEquals((await summary(aws))?.["Count"], 2);
  await put(aws, { TrialComponentName, MetricData: [point(1)] });
  await put(aws, { TrialComponentName, MetricData: [point(1)] });
  assertEquals((await summary(aws))?.["Count"], 4);
});

Deno.test("Last is the value at the highest step, then the latest time, then the latest arrival", async () => {
  await using aws = await withRun();
  const last = async (...MetricData: Datum[]): Promise<unknown> => {
    await put(aws, { TrialComponentName, MetricData });
    return (await summary(aws))?.["Last"];
  };
  assertEquals(await last(point(1, undefined, 5), point(2, undefined, 4)), 1);
  assertEquals(await last(point(3, 7, 1), point(4, 6, 9)), 3);
  assertEquals(await last(point(5, undefined, 99)), 3);
  assertEquals(await last(point(6, 7, 2), point(7, 7, 1)), 6);
  assertEquals(await last(point(8, 7, 2)), 8);
});

Deno.test("Summaries agree with a plain computation over any values in any batches", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 10 }),
        { minLength: 1, maxLength: 6 },
      ),
      async (batches) => {
        await using aws = await withRun();
        for (const values of batches) {
          const MetricData = values.map((value, step) => point(value, step));
          await put(aws, { TrialComponentName, MetricData });
        }
        const values = batches.flat();
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
        const found = await summary(aws);
        assertEquals(found?.["Count"], values.length);
        assertEquals(found?.["Max"], Math.max(...values) + 0);
        assertEquals(found?.["Min"], Math.min(...values) + 0);
        assertAlmostEquals(Number(found?.["Avg"]), mean, 1e-6);
        assertAlmostEquals(Number(found?.["StdDev"]), Math.sqrt(squares / values.length), 1e-4);
      },
    ),
    { numRuns: 25 },
  );
});
