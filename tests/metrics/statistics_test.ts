import { assertEquals, assertRejects } from "@std/assert";
import { awsSession, type Session } from "../../mod.ts";
import { MetricQueryError } from "../../src/metrics/query_error.ts";
import { readStatistics } from "../../src/metrics/statistics.ts";
import fc from "../support/fast_check.ts";

interface Query {
  readonly Start?: number;
}

/** A session to a service that answers the n-th query of a series. */
async function sessionTo(answer: (query: Query, request: number) => object): Promise<Session> {
  let requests = 0;
  return await awsSession({
    region: "local",
    endpoint: "http://runlog.local",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    async fetch(request) {
      const { MetricQueries } = await request.json();
      const number = requests++;
      const results = MetricQueries.map((query: Query) => answer(query, number));
      const headers = { "x-amzn-requestid": "1" };
      return Response.json({ MetricQueryResults: results }, { headers });
    },
  });
}

const SERIES = {
  arn: "arn:aws:sagemaker:local:000000000000:experiment-trial-component/demo",
  metricName: "loss",
  statistic: "last",
  by: "step",
  range: {},
} as const;

/** Failures in a row after which a series is given up. */
const MOST_FAILURES = 5;

Deno.test("a series is asked for again after internal errors, unless there are five in a row, and goes on where an answer ended", async () => {
  const { random } = Math;
  // No pauses between the requests.
  Math.random = () => 0;
  const failures = fc.array(fc.integer({ min: 0, max: MOST_FAILURES }), {
    minLength: 1,
    maxLength: 4,
  });
  await fc.assert(
    fc.asyncProperty(failures, fc.integer({ min: 1, max: 3 }), async (failures, size) => {
      const steps = Array.from({ length: failures.length * size }, (_, index) => 3 * index);
      const left = [...failures];
      await using session = await sessionTo(({ Start = 0 }) => {
        const first = steps.findIndex((step) => step >= Start);
        const page = first / size;
        if ((left[page] ?? 0) > 0) {
          left[page] = (left[page] ?? 0) - 1;
          return { Status: "InternalError", Message: "not now" };
        }
        const own = steps.slice(first, first + size);
        const isLast = page === failures.length - 1;
        return {
          Status: isLast ? "Complete" : "Truncated",
          XAxisValues: own,
          MetricValues: own.map((step) => step / 2),
        };
      });
      const reading = readStatistics(session, [SERIES], undefined);
      if (failures.some((count) => count >= MOST_FAILURES)) {
        await assertRejects(() => reading, MetricQueryError, "not now");
        return;
      }
      const [columns] = await reading;
      assertEquals([...columns?.places ?? []], steps);
      assertEquals([...columns?.values ?? []], steps.map((step) => step / 2));
    }),
    { numRuns: 20 },
  ).finally(() => Math.random = random);
});

Deno.test("places of a time axis are milliseconds, in whichever unit the service counts", async () => {
  const starts = [1_700_000_000, 1_700_000_060, 1_700_000_120];
  for (const unit of [1, 1_000]) {
    await using session = await sessionTo(() => ({
      Status: "Complete",
      XAxisValues: starts.map((start) => start * unit),
      MetricValues: starts.map(() => 1),
    }));
    const [columns] = await readStatistics(session, [{ ...SERIES, by: "minute" }], undefined);
    assertEquals([...columns?.places ?? []], starts.map((start) => 1_000 * start), `${unit}`);
  }
});
