import { assert, assertEquals, assertRejects } from "@std/assert";
import { makeBatch } from "../../src/metrics/batch.ts";
import { type BatchRoute, deliverBatch } from "../../src/metrics/deliver_batch.ts";
import { awsError, type Script, scriptedMetrics } from "../support/metrics_client.ts";
import { range } from "../support/numbers.ts";

const NOW = { "retry-after": "0" };

function route(script: Script, options: Omit<Partial<BatchRoute>, "client"> = {}) {
  const client = scriptedMetrics(script);
  return { client, trialComponentName: "demo-run", names: ["loss"], ...options };
}

function batchOf(count: number) {
  const numbers = Float64Array.from(range(count));
  const columns = { values: numbers, timestamps: numbers, steps: numbers };
  return makeBatch({ series: new Uint32Array(count), ...columns }, 0, "the token");
}

Deno.test("deliverBatch() sends a failed batch under its token, and points to be sent again under another", async () => {
  const sent: number[] = [];
  const given = route((request) => {
    if (request === 0) throw awsError("ServiceUnavailable", 503, NOW);
    if (request === 1) return [{ index: 3, verdict: "retry", code: "INTERNAL_ERROR" }];
  }, {
    waitFor: () => Promise.resolve(),
    onAttempt: (batch) => void sent.push(batch.points.values.length),
  });
  const outcome = await deliverBatch(batchOf(5), given);
  assertEquals(outcome, { acknowledged: 5, refused: [], error: undefined });
  const tokens = given.client.requests.map(({ token }) => token);
  assertEquals(tokens.slice(0, 2), ["the token", "the token"]);
  assert(tokens[2] !== "the token");
  assertEquals(sent, [5, 5, 1]);
});

Deno.test("deliverBatch() waits as long as the service asks before it sends again", async () => {
  const given = route((request) => {
    if (request < 3) throw awsError("TooManyRequestsException", 429, NOW);
  });
  const { acknowledged } = await deliverBatch(batchOf(2), given);
  assertEquals([acknowledged, given.client.requests.length], [2, 4]);
});

Deno.test("deliverBatch() ends at its limit of attempts, and says what the last one failed of", async () => {
  const error = awsError("InternalFailure", 500, NOW);
  const given = route(() => {
    throw error;
  }, { mostAttempts: 3 });
  const outcome = await deliverBatch(batchOf(2), given);
  assert(outcome.error === error);
  assertEquals([outcome.refused[0]?.count, given.client.requests.length], [2, 3]);
});

Deno.test("deliverBatch() throws the signal's reason, before an attempt and during one", async () => {
  const reason = new Error("enough");
  const late = new AbortController();
  const during = route(() => {
    late.abort(reason);
    throw awsError("NetworkError");
  }, { signal: late.signal });
  assert(await assertRejects(() => deliverBatch(batchOf(1), during)) === reason);
  const before = route(() => {}, { signal: AbortSignal.abort(reason) });
  assert(await assertRejects(() => deliverBatch(batchOf(1), before)) === reason);
  assertEquals(before.client.requests.length, 0);
});
