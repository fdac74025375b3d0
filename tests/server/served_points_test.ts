import { assertEquals } from "@std/assert";
import type { LocalService } from "../../src/local.ts";
import {
  COLUMNS_HEADER,
  COLUMNS_SIZE,
  NO_STEP,
  type PointColumnsRequest,
} from "../../src/ports/point_columns.ts";
import { newSecret } from "../../src/server/secret.ts";
import { serveLocal } from "../../src/server/serve_local.ts";
import fc from "../support/fast_check.ts";
import { range } from "../support/numbers.ts";
import { bearerOf, type Reachable } from "../support/reach.ts";
import { temporaryService } from "../support/services.ts";

const RUN = "demo-run";

async function serviceWithRun(): Promise<LocalService> {
  const service = await temporaryService();
  await call(service, { TrialComponentName: RUN });
  return service;
}

async function call(service: LocalService, members: object): Promise<void> {
  const answer = await service.fetch(
    new Request("http://runlog.local/", {
      method: "POST",
      headers: { "x-amz-target": "SageMaker.CreateTrialComponent" },
      body: JSON.stringify(members),
    }),
  );
  assertEquals(answer.status, 200);
  await answer.body?.cancel();
}

interface Put {
  readonly status: number;
  readonly offered: string | null;
  readonly body: { readonly Errors?: readonly { Code: string; MetricIndex: number }[] };
}

async function put(
  server: Reachable,
  body: unknown,
  headers: HeadersInit = {},
  operation = "RunlogPutPoints",
): Promise<Put> {
  const answer = await fetch(`${server.url}/${operation}`, {
    method: "PUT",
    headers: { "content-type": "application/json", ...bearerOf(server), ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    offered: answer.headers.get(COLUMNS_HEADER),
    body: text.startsWith("{") ? JSON.parse(text) : {},
  };
}

function columns(count: number, more: Partial<PointColumnsRequest> = {}): PointColumnsRequest {
  return {
    TrialComponentName: RUN,
    MetricNames: ["loss"],
    Series: range(count).map(() => 0),
    Values: range(count),
    Timestamps: range(count).map((index) => 1_000 + index),
    Steps: range(count),
    ...more,
  };
}

async function stored(service: LocalService, metricName = "loss", limit = 100_000) {
  return await service.metrics.read({ trialComponentName: RUN, metricName, from: 0, limit });
}

Deno.test("5,000 points of many series go to a served store in one request", async () => {
  await using service = await serviceWithRun();
  await using server = await serveLocal(service);
  const MetricNames = range(50).map((series) => `m${series}`);
  const Series = range(COLUMNS_SIZE).map((row) => row % 50);
  const answer = await put(
    server,
    columns(COLUMNS_SIZE, { MetricNames, Series }),
  );
  assertEquals(answer, { status: 200, offered: "5000", body: {} });
  assertEquals([...(await stored(service, "m7")).values], range(100).map((row) => 50 * row + 7));
});

Deno.test("a request that cannot be read is rejected whole", async () => {
  await using service = await serviceWithRun();
  await using server = await serveLocal(service);
  const wrong: readonly unknown[] = [
    "",
    "[]",
    "{",
    "null",
    {},
    columns(0),
    columns(COLUMNS_SIZE + 1),
    columns(2, { Values: [1] }),
    columns(2, { Steps: [1, 2, 3] }),
    columns(2, { Steps: [1, -2] }),
    columns(2, { Steps: [1, 0.5] }),
    columns(2, { Steps: [1, 2 ** 31] }),
    columns(2, { Series: [0, 1] }),
    columns(2, { Series: [0, -1] }),
    columns(2, { MetricNames: [] }),
    columns(2, { TrialComponentName: "" }),
    { ...columns(2), Values: [1, null] },
    { ...columns(2), Values: [1, {}] },
    { ...columns(2), Timestamps: "now" },
    { ...columns(2), MetricNames: [3] },
  ];
  for (const body of wrong) {
    const { status } = await put(server, body);
    assertEquals(status, 400, JSON.stringify(body));
  }
  assertEquals((await stored(service)).values.length, 0);
  const large = await put(server, `"${"x".repeat(17 * 1024 * 1024)}"`);
  assertEquals(large.status, 413);
});

Deno.test("a batch that is sent again is stored once, by its token", async () => {
  await using service = await serviceWithRun();
  await using server = await serveLocal(service);
  const token = { "x-runlog-idempotency-token": crypto.randomUUID() };
  for (let time = 0; time < 3; time++) {
    const { status } = await put(server, columns(100), token);
    assertEquals(status, 200);
  }
  assertEquals((await stored(service)).values.length, 100);
});

Deno.test("batches whose token is empty are different ones, in both requests", async () => {
  await using service = await serviceWithRun();
  await using server = await serveLocal(service);
  const few = (value: number) => ({
    TrialComponentName: RUN,
    MetricData: [{ MetricName: "loss", Timestamp: 1, Value: value }],
  });
  const EMPTY: readonly Record<string, string>[] = [
    { "x-runlog-idempotency-token": "" },
    { "x-runlog-idempotency-token": " " },
    { "amz-sdk-invocation-id": "" },
    { "x-runlog-idempotency-token": "", "amz-sdk-invocation-id": "" },
  ];
  for (const headers of EMPTY) {
    for (let time = 0; time < 2; time++) {
      assertEquals((await put(server, columns(1), headers)).status, 200);
      assertEquals((await put(server, few(time), headers, "BatchPutMetrics")).status, 200);
    }
  }
  assertEquals((await stored(service)).values.length, 4 * EMPTY.length);
  // An empty token does not hide the other one.
  const once = { "x-runlog-idempotency-token": "", "amz-sdk-invocation-id": crypto.randomUUID() };
  for (let time = 0; time < 2; time++) await put(server, columns(1), once);
  assertEquals((await stored(service)).values.length, 4 * EMPTY.length + 1);
});

Deno.test("points are sent with the token of the server, and never by a web page", async () => {
  await using service = await serviceWithRun();
  const token = newSecret();
  await using server = await serveLocal(service, { token });
  const { url } = server;
  const refused = await put({ url }, columns(20));
  assertEquals([refused.status, refused.offered], [403, null]);
  const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });
  assertEquals((await put({ url }, columns(20), bearer(newSecret()))).status, 403);
  const page = { ...bearer(token), origin: server.url };
  assertEquals((await put({ url }, columns(20), page)).status, 403);
  assertEquals((await stored(service)).values.length, 0);
  assertEquals((await put({ url }, columns(20), bearer(token))).status, 200);
});

Deno.test("a service that is not served knows no other request than AWS, and offers none", async () => {
  await using service = await serviceWithRun();
  const send = (path: string, body: unknown) =>
    service.fetch(
      new Request(`http://runlog.local/${path}`, { method: "PUT", body: JSON.stringify(body) }),
    );
  const few = {
    TrialComponentName: RUN,
    MetricData: [{ MetricName: "a", Timestamp: 1, Value: 1 }],
  };
  const answer = await send("BatchPutMetrics", few);
  assertEquals([answer.status, answer.headers.get(COLUMNS_HEADER)], [200, null]);
  assertEquals((await send("RunlogPutPoints", columns(2))).status, 400);
});

Deno.test("both requests store the same points, and refuse the same ones one by one", async () => {
  const POINT = fc.record({
    name: fc.constantFrom("loss", "ok", "a b/c"),
    value: fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom("NaN", "Infinity"),
    ),
    milliseconds: fc.nat({ max: 4_000_000_000 }),
    step: fc.option(fc.nat(2 ** 31 - 1)),
  });
  await using one = await serviceWithRun();
  await using other = await serviceWithRun();
  await using few = await serveLocal(one);
  await using many = await serveLocal(other);
  await fc.assert(
    fc.asyncProperty(fc.array(POINT, { minLength: 1, maxLength: 10 }), async (points) => {
      const data = points.map(({ name, value, milliseconds, step }) => ({
        MetricName: name,
        Timestamp: milliseconds / 1000,
        Value: value,
        ...(step === null ? {} : { Step: step }),
      }));
      const names = [...new Set(points.map(({ name }) => name))];
      const first = await put(
        few,
        { TrialComponentName: RUN, MetricData: data },
        {},
        "BatchPutMetrics",
      );
      const second = await put(many, {
        TrialComponentName: RUN,
        MetricNames: names,
        Series: points.map(({ name }) => names.indexOf(name)),
        Values: points.map(({ value }) => value),
        Timestamps: points.map(({ milliseconds }) => milliseconds),
        Steps: points.map(({ step }) => step ?? NO_STEP),
      });
      assertEquals(second, first);
    }),
    { numRuns: 60 },
  );
  for (const name of ["loss", "ok", "a b/c"]) {
    const rounded = async (service: LocalService) => {
      const { values, timestamps, steps } = await stored(service, name);
      return { values, steps, timestamps: timestamps.map(Math.round) };
    };
    assertEquals(await rounded(other), await rounded(one));
  }
});
