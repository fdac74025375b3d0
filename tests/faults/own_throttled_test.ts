import { SageMakerClient, type SageMakerClientConfig } from "@aws-sdk/client-sagemaker";
import { StandardRetryStrategy } from "@smithy/core/retry";
import { assertEquals, assertLessOrEqual } from "@std/assert";
import { createSession, withRun } from "../../mod.ts";
import { fetchTransport } from "../../src/session/transport.ts";
import { memoryLogger } from "../support/loggers.ts";
import { watchPace } from "../support/pace.ts";
import { temporaryService } from "../support/services.ts";

const POINTS = 4_000;
const REQUESTS_PER_SECOND = 30;
const FEWEST_REQUESTS = POINTS / 10;
const SHORTEST_MS = 1000 * FEWEST_REQUESTS / REQUESTS_PER_SECOND;

/** A strategy of the caller's own, which tries once. */
class OnlyOnce extends StandardRetryStrategy {
  override refreshRetryTokenForRetry(): never {
    throw new Error("no more");
  }
}

const CLIENTS: Readonly<Record<string, SageMakerClientConfig>> = {
  "in standard mode": { retryMode: "standard", maxAttempts: 3 },
  "that tries once": { retryMode: "standard", maxAttempts: 1 },
  "in adaptive mode": { retryMode: "adaptive", maxAttempts: 3 },
  "with a strategy of its own": { retryStrategy: new OnlyOnce(1) },
};

Deno.test("whatever client of the caller's own is throttled, it sends little more than the service takes", async () => {
  const trials = await Promise.all(
    Object.entries(CLIENTS).map(async ([name, config]) => {
      await using service = await temporaryService();
      const bucket = tokenBucket(REQUESTS_PER_SECOND);
      let requests = 0;
      const sagemaker = new SageMakerClient({
        region: "local",
        endpoint: "http://runlog.local",
        credentials: { accessKeyId: "local", secretAccessKey: "local" },
        requestHandler: fetchTransport((request) => {
          if (!new URL(request.url).pathname.includes("BatchPutMetrics")) {
            return service.fetch(request);
          }
          requests++;
          return bucket() ? service.fetch(request) : Promise.resolve(throttled());
        }),
        ...config,
      });
      using pace = watchPace();
      const started = performance.now();
      const session = createSession({ sagemaker, logger: memoryLogger(), notices: false });
      const options = {
        experimentName: "demo",
        runName: "one",
        session,
        captureEnvironment: false,
      };
      const stats = await withRun(options, async (run) => {
        for (let step = 0; step < POINTS; step++) run.logMetric("loss", step, { step });
        await run.flush();
        return run.stats;
      });
      const tookMs = performance.now() - started;
      assertEquals([stats.acknowledged, stats.refused], [POINTS, 0], name);
      // Three quarters of the rate at least, and on a busy machine what that machine has left of it.
      const mostMs = SHORTEST_MS / 0.75 + pace.limitOf(1_000);
      return { requests, tookMs, mostMs, line: `${name} ${requests} in ${tookMs.toFixed(0)} ms` };
    }),
  );
  const lines = trials.map(({ line }) => line).join(", ");
  console.log(
    `throttled to ${REQUESTS_PER_SECOND} requests/s: ${lines} ` +
      `(at least ${FEWEST_REQUESTS} in ${SHORTEST_MS} ms)`,
  );
  for (const { requests, tookMs, mostMs, line } of trials) {
    assertLessOrEqual(requests, 1.2 * FEWEST_REQUESTS, line);
    assertLessOrEqual(tookMs, mostMs, line);
  }
});

/** Room for so many requests a second, and for a second's worth at once. */
function tokenBucket(rate: number): () => boolean {
  let tokens = rate;
  let filled = performance.now();
  return () => {
    const now = performance.now();
    tokens = Math.min(rate, tokens + (now - filled) / 1000 * rate);
    filled = now;
    if (tokens < 1) return false;
    tokens--;
    return true;
  };
}

function throttled(): Response {
  return new Response('{"__type":"ThrottlingException"}', {
    status: 400,
    headers: { "content-type": "application/json" },
  });
}
