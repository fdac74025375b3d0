import { assert, assertEquals } from "@std/assert";
import { makeBatch, refuseBatch, settle, settleFailure } from "../../src/metrics/batch.ts";
import type { PointRefusal } from "../../src/ports/metrics_client.ts";
import { awsError } from "../support/metrics_client.ts";
import { range } from "../support/numbers.ts";

const NAMES = ["loss", "accuracy"];

function batchOf(count: number) {
  const numbers = Float64Array.from(range(count));
  return makeBatch(
    {
      series: Uint32Array.from(range(count), (row) => row % NAMES.length),
      values: numbers,
      timestamps: numbers,
      steps: numbers,
    },
    100,
    "first token",
  );
}

function refusal(index: number, verdict: PointRefusal["verdict"], code: string): PointRefusal {
  return { index, verdict, code };
}

Deno.test("settle() acknowledges what the answer does not name, and reports what it rejects by series and code", () => {
  const { acknowledged, retry, refused, error } = settle(
    batchOf(6),
    [refusal(1, "refuse", "A"), refusal(3, "refuse", "A"), refusal(4, "refuse", "B")],
    NAMES,
  );
  assertEquals([acknowledged, retry, error], [3, undefined, undefined]);
  assertEquals(
    refused.map(({ name, reason, count }) => [name, reason, count]),
    [["accuracy", "A", 2], ["loss", "B", 1]],
  );
});

Deno.test("settle() sends points again in a batch of their own, under another token and from the same position", () => {
  const batch = batchOf(6);
  const { retry } = settle(batch, [refusal(2, "retry", "X"), refusal(5, "retry", "X")], NAMES);
  assert(retry && retry.token !== batch.token);
  assertEquals([retry.first, retry.attempts, [...retry.points.values]], [100, 1, [2, 5]]);
});

Deno.test("settle() rejects at the last attempt what it would send again", () => {
  const batch = { ...batchOf(3), attempts: 3 };
  const { retry, refused } = settle(batch, [refusal(0, "retry", "X")], NAMES, 4);
  assertEquals([retry, refused.map(({ reason }) => reason)], [undefined, ["X"]]);
});

Deno.test("settleFailure() sends a batch again as it was, under its token, unless the failure is final", () => {
  const batch = batchOf(4);
  const passing = awsError("InternalFailure", 500);
  const again = settleFailure(batch, passing, NAMES);
  assertEquals(again, {
    acknowledged: 0,
    retry: { ...batch, attempts: 1 },
    refused: [],
    error: passing,
  });
  const lasting = awsError("AccessDeniedException", 403);
  for (const [error, attempts] of [[lasting, Infinity], [passing, 1]] as const) {
    const { retry, refused, error: told } = settleFailure(batch, error, NAMES, attempts);
    assert(retry === undefined && told === error);
    assertEquals(
      refused.map(({ name, count, reason }) => [name, count, reason]),
      NAMES.map((name) => [name, 2, error.name]),
    );
  }
});

Deno.test("refuseBatch() keeps every point with its reason", () => {
  const [losses] = refuseBatch(batchOf(4), { reason: "Timeout", cause: undefined }, NAMES);
  assertEquals([...losses ?? []].map(({ name, value }) => [name, value]), [["loss", 0], [
    "loss",
    2,
  ]]);
});
