import { assert, assertEquals, assertRejects } from "@std/assert";
import { MetricDelivery } from "../../src/metrics/delivery.ts";
import type { UndeliveredPoints } from "../../src/metrics/failures.ts";
import { memoryLogger } from "../support/loggers.ts";
import { awsError, type ScriptedMetrics, scriptedMetrics } from "../support/metrics_client.ts";
import { range } from "../support/numbers.ts";

function deliver(
  client: ScriptedMetrics,
  points: number,
  { largestBacklog = 10_000, logger = memoryLogger() } = {},
): MetricDelivery {
  const delivery = new MetricDelivery({
    client,
    trialComponentName: "demo-run",
    largestBacklog,
    lingerMs: 50,
    logger,
  });
  for (let step = 0; step < points; step++) delivery.append("loss", step, 1_000 + step, step);
  return delivery;
}

function stepsOf(client: ScriptedMetrics): number[] {
  return client.taken.map(([, step]) => step).sort((a, b) => a - b);
}

function summary(failures: readonly UndeliveredPoints[]): unknown {
  return failures.map(({ name, count, reason }) => ({ name, count, reason }));
}

Deno.test("MetricDelivery.flush() resolves when every point has arrived, part-filled batch included", async () => {
  const client = scriptedMetrics();
  const delivery = deliver(client, 34);
  await delivery.flush();
  assertEquals(stepsOf(client), range(34));
  assertEquals(client.requests.map(({ values }) => values.length), [10, 10, 10, 4]);
  assertEquals(delivery.stats, {
    logged: 34,
    acknowledged: 34,
    pending: 0,
    refused: 0,
    retried: 0,
  });
});

Deno.test("MetricDelivery keeps several batches in flight, and no more than the port allows", async () => {
  const client = scriptedMetrics(() => new Promise((resolve) => setTimeout(resolve, 5)), {
    concurrency: 6,
  });
  await deliver(client, 500).flush();
  assertEquals(client.mostInFlight(), 6);
});

Deno.test("MetricDelivery sends one at a time, in order, where the port wants one", async () => {
  const client = scriptedMetrics(undefined, { concurrency: 1, largestBatch: 7 });
  await deliver(client, 100).flush();
  assertEquals(client.taken.map(([, step]) => step), range(100));
});

Deno.test("MetricDelivery gives the same token to every attempt at a batch", async () => {
  const client = scriptedMetrics((request) => {
    if (request < 2) throw awsError("TooManyRequestsException", 429, { "retry-after": "0" });
  });
  await deliver(client, 10).flush();
  const tokens = new Set(client.requests.map(({ token }) => token));
  assertEquals([client.requests.length, tokens.size], [3, 1]);
});

for (
  const error of [
    awsError("ThrottlingException", 400, { "retry-after": "0" }),
    awsError("InternalFailure", 500, { "retry-after": "0" }),
    awsError("ServiceUnavailable", 503, { "retry-after": "0" }),
    awsError("NetworkError"),
    awsError("TimeoutError"),
    awsError("RequestTimeTooSkewed", 403, { "retry-after": "0" }),
    awsError("ExpiredTokenException", 403, { "retry-after": "0" }),
    new TypeError("error sending request for url"),
  ]
) {
  Deno.test(`MetricDelivery loses nothing to ${error.name} ${error.message}`, async () => {
    const client = scriptedMetrics((request) => {
      if (request === 1) throw error;
    });
    const delivery = deliver(client, 40);
    await delivery.flush();
    assertEquals(stepsOf(client), range(40));
    assertEquals(delivery.stats.retried, 1);
    assertEquals(delivery.takeFailures(), []);
  });
}

Deno.test("MetricDelivery sends single points again that the service could not take, and only those", async () => {
  const client = scriptedMetrics((request) =>
    request === 0
      ? [{ index: 2, verdict: "retry", code: "INTERNAL_ERROR" }, {
        index: 5,
        verdict: "retry",
        code: "CONFLICT_ERROR",
      }]
      : []
  );
  const delivery = deliver(client, 10);
  await delivery.flush();
  assertEquals(stepsOf(client), range(10));
  assertEquals(client.requests[1]?.values, new Float64Array([2, 5]));
});

Deno.test("MetricDelivery reports refused points with their values, and delivers their neighbors", async () => {
  const client = scriptedMetrics((request) =>
    request === 0 ? [{ index: 3, verdict: "refuse", code: "METRIC_LIMIT_EXCEEDED" }] : []
  );
  const delivery = deliver(client, 12);
  await delivery.flush();
  const failures = delivery.takeFailures();
  assertEquals(summary(failures), [{ name: "loss", count: 1, reason: "METRIC_LIMIT_EXCEEDED" }]);
  assertEquals([...failures[0] ?? []], [{ name: "loss", value: 3, timestamp: 1_003, step: 3 }]);
  assertEquals(delivery.stats, {
    logged: 12,
    acknowledged: 11,
    pending: 0,
    refused: 1,
    retried: 0,
  });
  assertEquals(delivery.takeFailures(), []);
});

Deno.test("MetricDelivery reports a batch at once when the service refuses the whole request", async () => {
  const client = scriptedMetrics((request) => {
    if (request === 0) throw awsError("AccessDeniedException", 403);
  });
  const delivery = deliver(client, 20);
  await delivery.flush();
  assertEquals(summary(delivery.takeFailures()), [{
    name: "loss",
    count: 10,
    reason: "AccessDeniedException",
  }]);
  assertEquals(delivery.stats.acknowledged, 10);
});

Deno.test("MetricDelivery.flush() gives up by its signal and keeps the points", async () => {
  let blocked = true;
  const client = scriptedMetrics(() => {
    if (blocked) throw awsError("InternalFailure", 500, { "retry-after": "0" });
  });
  const delivery = deliver(client, 5);
  await assertRejects(() => delivery.flush(AbortSignal.timeout(20)), DOMException);
  assertEquals(delivery.stats.pending, 5);
  blocked = false;
  await delivery.flush();
  assertEquals(delivery.stats.acknowledged, 5);
});

Deno.test("MetricDelivery.abandon() accounts for every point: in flight, waiting for another attempt, unsent", async () => {
  const client = scriptedMetrics((request, _batch, signal) => {
    if (request === 1) throw awsError("InternalFailure", 500);
    return new Promise((_, reject) =>
      signal?.addEventListener("abort", () => reject(signal.reason), { once: true })
    );
  }, { concurrency: 3 });
  const delivery = deliver(client, 100);
  await new Promise((resolve) => setTimeout(resolve, 5));
  delivery.abandon(new DOMException("Too late", "TimeoutError"));
  assertEquals(delivery.stats, {
    logged: 100,
    acknowledged: 0,
    pending: 0,
    refused: 100,
    retried: 1,
  });
  const failures = delivery.takeFailures();
  assert(failures.every(({ reason }) => reason === "TimeoutError"));
  assert(failures.every(({ cause }) => cause instanceof Error && cause.name === "InternalFailure"));
  const steps = failures.flatMap((points) => [...points].map(({ step }) => step));
  assertEquals(steps.sort((a, b) => a - b), range(100));
});

Deno.test("MetricDelivery.full tells when the cap is reached, and ready resolves when there is room", async () => {
  const gate = Promise.withResolvers<void>();
  const client = scriptedMetrics(() => gate.promise);
  const delivery = deliver(client, 50, { largestBacklog: 50 });
  assertEquals(delivery.full, 50);
  assertEquals(delivery.stats.logged, 50);
  const { ready } = delivery;
  gate.resolve();
  await ready;
  assertEquals(delivery.full, undefined);
  delivery.append("loss", 50, 0, 50);
  await delivery.flush();
  assertEquals(stepsOf(client), range(51));
});

Deno.test("MetricDelivery sends a part-filled batch by itself after a while", async () => {
  const client = scriptedMetrics();
  deliver(client, 3);
  for (let turn = 0; turn < 1_000 && client.taken.length < 3; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  assertEquals(stepsOf(client), range(3));
});

Deno.test("MetricDelivery tells the logger when points are not getting through, once", async () => {
  const logger = memoryLogger();
  const client = scriptedMetrics((request) => {
    if (request < 6) throw awsError("InternalFailure", 500, { "retry-after": "0" });
  });
  await deliver(client, 1, { logger }).flush();
  assertEquals(logger.lines.length, 1);
});
