import { assertEquals, assertNotEquals } from "@std/assert";
import { awsSession, type Session } from "../../mod.ts";
import { sendPoints } from "../../src/metrics/send_points.ts";
import type { MetricBatch } from "../../src/ports/metrics_client.ts";
import { TOKEN_HEADER } from "../../src/ports/point_columns.ts";
import fc from "../support/fast_check.ts";

/** A request for points as it goes over the wire. */
interface Sent {
  readonly token: string | null;
  readonly points: readonly Record<string, unknown>[];
}

/** A session to AWS, whose answers to points a test chooses. */
async function sessionTo(answer: (sent: Sent) => object): Promise<Session> {
  return await awsSession({
    region: "local",
    endpoint: "http://runlog.local",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    async fetch(request) {
      const { MetricData, MetricQueries } = await request.json();
      const body = MetricQueries
        ? { MetricQueryResults: [] }
        : answer({ token: request.headers.get(TOKEN_HEADER), points: MetricData });
      return Response.json(body, { headers: { "x-amzn-requestid": "1" } });
    },
  });
}

function batchOf(count: number, own: Partial<MetricBatch> = {}): MetricBatch {
  return {
    trialComponentName: "demo-run",
    token: "token",
    names: ["loss"],
    series: new Uint32Array(count),
    values: Float64Array.from({ length: count }, (_, row) => row),
    timestamps: new Float64Array(count).fill(1_700_000_000_123),
    steps: new Float64Array(count).fill(NaN),
    ...own,
  };
}

/** AWS's codes of points, and what becomes of such a point. */
const CODES = {
  INTERNAL_ERROR: "retry",
  CONFLICT_ERROR: "retry",
  VALIDATION_ERROR: "refuse",
  METRIC_LIMIT_EXCEEDED: "refuse",
} as const;
type Code = keyof typeof CODES;

Deno.test("a point is sent again if AWS could not take it for now, and is rejected otherwise", async () => {
  const codes = fc.array(fc.option(fc.constantFrom(...Object.keys(CODES) as Code[])), {
    minLength: 1,
    maxLength: 10,
  });
  await fc.assert(
    fc.asyncProperty(codes, async (given) => {
      const Errors = given.flatMap((Code, MetricIndex) => Code ? [{ Code, MetricIndex }] : []);
      await using session = await sessionTo(() => ({ Errors }));
      const found = await sendPoints(session, batchOf(given.length), {});
      assertEquals(
        found,
        Errors.map(({ Code: code, MetricIndex: index }) => ({ index, code, verdict: CODES[code] })),
      );
    }),
    { numRuns: 25 },
  );
});

Deno.test("a large batch that is sent again in pieces has the same points under the same tokens", async () => {
  const sent: Sent[] = [];
  await using session = await sessionTo((one) => (sent.push(one), {}));
  await sendPoints(session, batchOf(34), {});
  const first = sent.splice(0);
  await sendPoints(session, batchOf(34), {});
  assertEquals(sent, first);
  assertEquals(first.map(({ points }) => points.length), [10, 10, 10, 4]);
  assertEquals(new Set(first.map(({ token }) => token)).size, 4, "a token for each piece");
  sent.length = 0;
  await sendPoints(session, batchOf(34, { token: "another" }), {});
  for (const [index, { token }] of sent.entries()) assertNotEquals(token, first[index]?.token);
});

Deno.test("AWS gets each point's time in seconds with its milliseconds, and its step if it has one", async () => {
  const point = fc.record({
    time: fc.integer({ min: 0, max: 4_000_000_000_000 }),
    step: fc.option(fc.nat(), { nil: NaN }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(point, { minLength: 1, maxLength: 10 }), async (given) => {
      const sent: Sent[] = [];
      await using session = await sessionTo((one) => (sent.push(one), {}));
      const timestamps = Float64Array.from(given, ({ time }) => time);
      const steps = Float64Array.from(given, ({ step }) => step);
      await sendPoints(session, batchOf(given.length, { timestamps, steps }), {});
      const found = sent.flatMap(({ points }) => points).map(({ Timestamp, Step }) => ({
        time: Math.round(Number(Timestamp) * 1_000),
        step: Step === undefined ? NaN : Step,
      }));
      assertEquals(found, given.map(({ time, step }) => ({ time, step })));
    }),
    { numRuns: 25 },
  );
});
