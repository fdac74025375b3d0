import { assert, assertEquals, assertRejects } from "@std/assert";
import fc from "../support/fast_check.ts";
import { backoffDelay, persistently, retryAfterOf, verdictOf } from "../../src/session/retry.ts";
import { StoreBusyError, StoreError, StoreFullError } from "../../src/local/store/errors.ts";
import { awsError } from "../support/metrics_client.ts";

const VERDICTS: readonly (readonly [string, Error, string])[] = [
  ["throttling by name", awsError("ThrottlingException", 400), "throttled"],
  ["status 429", awsError("Whatever", 429), "throttled"],
  ["status 500", awsError("InternalFailure", 500), "retry"],
  ["status 500 of an unknown error", awsError("Whatever", 500), "retry"],
  ["status 503", awsError("Whatever", 503), "retry"],
  ["status 408", awsError("Whatever", 408), "retry"],
  ["a concurrent update", awsError("ConflictException", 400), "retry"],
  ["a skewed clock", awsError("RequestTimeTooSkewed", 403), "retry"],
  ["the transport's network error", awsError("NetworkError"), "retry"],
  ["a reset told by Node", Object.assign(new Error("read"), { code: "ECONNRESET" }), "retry"],
  ["a failed fetch in a browser", new TypeError("Failed to fetch"), "retry"],
  ["expired credentials", awsError("ExpiredTokenException", 403), "paused"],
  ["validation", awsError("ValidationException", 400), "refuse"],
  ["access denied", awsError("AccessDeniedException", 403), "refuse"],
  ["not found", awsError("ResourceNotFound", 404), "refuse"],
  ["too large", awsError("Whatever", 413), "refuse"],
  ["a store that is busy", new StoreBusyError("/runs", "use", "database is locked"), "retry"],
  ["a full disk, in whatever folder", new StoreFullError("/mnt/network", "sqlite"), "retry"],
  [
    "a store without permission, in whatever folder",
    new StoreError("/mnt/network", "use", "attempt to write a readonly database"),
    "refuse",
  ],
  ["a mistake of the program's own", new RangeError("Invalid array length"), "refuse"],
];

for (const [name, error, verdict] of VERDICTS) {
  Deno.test(`verdictOf() ${name} is ${verdict}`, () => assertEquals(verdictOf(error), verdict));
}

Deno.test("backoffDelay() stays within full jitter, and Retry-After within a minute", () => {
  fc.assert(fc.property(
    fc.integer({ min: 1, max: 2_000 }),
    fc.double({ min: 0, max: 1, noNaN: true }),
    (failures, random) => {
      const delay = backoffDelay(failures, undefined, random);
      assertEquals(delay, random * Math.min(60_000, 1_000 * 2 ** (failures - 1)));
    },
  ));
  assertEquals(backoffDelay(1, 5_000, 0.5), 5_000);
  assertEquals(backoffDelay(1, 31_536_000_000, 0.5), 60_000);
});

Deno.test("retryAfterOf() reads whole seconds and nothing else", () => {
  const of = (value: string) => retryAfterOf(awsError("X", 429, { "retry-after": value }));
  assertEquals(of("3"), 3_000);
  for (const value of ["-1", "1.5", "Wed, 21 Oct 2026 07:28:00 GMT", "", "1e3"]) {
    assertEquals(of(value), undefined);
  }
  assertEquals(retryAfterOf(new Error("no answer")), undefined);
  assertEquals(retryAfterOf(new StoreFullError("/runs", "sqlite")), 1_000);
});

Deno.test("persistently() sends again after a passing fault and gives up after a lasting one", async () => {
  const errors = [awsError("InternalFailure", 500, { "retry-after": "0" })];
  assertEquals(
    await persistently(() => {
      const error = errors.pop();
      return error ? Promise.reject(error) : Promise.resolve("sent");
    }, undefined),
    "sent",
  );
  const lasting = awsError("AccessDeniedException", 403);
  const thrown = await assertRejects(() => persistently(() => Promise.reject(lasting), undefined));
  assert(thrown === lasting);
});

Deno.test("persistently() ends its wait by the signal", async () => {
  const passing = awsError("InternalFailure", 500, { "retry-after": "60" });
  await assertRejects(
    () => persistently(() => Promise.reject(passing), AbortSignal.timeout(20)),
    DOMException,
  );
});

Deno.test("persistently() stops at a limit of failures, counted anew after progress", async () => {
  const passing = awsError("InternalFailure", 500, { "retry-after": "0" });
  let attempts = 0;
  const failing = (): Promise<never> => {
    attempts++;
    return Promise.reject(passing);
  };
  await assertRejects(() => persistently(failing, undefined, { mostFailures: 3 }));
  assertEquals(attempts, 3);
  attempts = 0;
  const progress = (): number => Math.min(attempts, 4);
  await assertRejects(() => persistently(failing, undefined, { mostFailures: 3, progress }));
  assertEquals(attempts, 6);
});

Deno.test("persistently() asks the caller which failures may pass", async () => {
  const lasting = awsError("AccessDeniedException", 403, { "retry-after": "0" });
  let attempts = 0;
  const work = (): Promise<number> => ++attempts < 3 ? Promise.reject(lasting) : Promise.resolve(3);
  assertEquals(await persistently(work, undefined, { mayPass: () => true }), 3);
});
