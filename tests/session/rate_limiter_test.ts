import { assert, assertGreater, assertLess } from "@std/assert";
import { RateLimiter } from "../../src/session/rate_limiter.ts";
import fc from "../support/fast_check.ts";

/** A limiter on a clock that only the test moves. It starts in the middle of a half second. */
function limiterAt(): {
  readonly limiter: RateLimiter;
  readonly clock: { now: number };
  /** Sends a request if one may be sent now, and returns the time of its turn. */
  readonly send: () => Promise<number | undefined>;
  /** Returns the number of requests that may be sent in a second. */
  readonly sentInSecond: () => Promise<number>;
} {
  const clock = { now: 1_200 };
  const limiter = new RateLimiter(() => clock.now);
  const send = async (): Promise<number | undefined> => {
    const stop = new AbortController();
    const turn = limiter.turn(stop.signal).catch(() => undefined);
    await Promise.resolve();
    stop.abort();
    return await turn;
  };
  const sentInSecond = async (): Promise<number> => {
    let sent = 0;
    for (let tick = 0; tick < 200; tick++) {
      clock.now += 5;
      while (await send() !== undefined) sent++;
    }
    return sent;
  };
  return { limiter, clock, send, sentInSecond };
}

Deno.test("a client that is throttled in its first half second goes on at the rate that was accepted", async () => {
  const { limiter, clock, sentInSecond } = limiterAt();
  for (let request = 0; request < 10; request++) {
    clock.now += 10;
    limiter.learn(false);
  }
  limiter.learn(true);
  const sent = await sentInSecond();
  // 11 answers in half a second, reduced by three tenths.
  assert(sent >= 14 && sent <= 17, `${sent} requests`);
});

Deno.test("a client that is throttled after a pause goes on at the rate that was accepted", async () => {
  const { limiter, clock, sentInSecond } = limiterAt();
  limiter.learn(false);
  clock.now += 600_000;
  for (let request = 0; request < 10; request++) limiter.learn(false);
  limiter.learn(true);
  assertGreater(await sentInSecond(), 12);
});

Deno.test("throttled requests that were on their way together lower the rate once", async () => {
  const rateAfter = async (throttled: number): Promise<number> => {
    const { limiter, clock, send, sentInSecond } = limiterAt();
    for (let request = 0; request < 200; request++) {
      clock.now += 10;
      limiter.learn(false);
    }
    const turns: number[] = [];
    for (let request = 0; request < 60; request++) turns.push(await send() ?? NaN);
    clock.now += 50;
    for (const turn of turns.slice(throttled)) limiter.learn(false, turn);
    for (const turn of turns.slice(0, throttled)) limiter.learn(true, turn);
    return await sentInSecond();
  };
  const [one, many] = [await rateAfter(1), await rateAfter(20)];
  assertGreater(many, one * 0.6);
});

Deno.test("pauses cost a client nothing of its rate", async () => {
  const { limiter, clock, send, sentInSecond } = limiterAt();
  for (let request = 0; request < 100; request++) {
    clock.now += 10;
    limiter.learn(request === 50);
  }
  const before = await sentInSecond();
  for (let pause = 0; pause < 4; pause++) {
    clock.now += 60_000;
    limiter.learn(false, await send());
  }
  assertGreater(await sentInSecond(), before * 0.9);
});

Deno.test("clients of any number find the rate that a service accepts within seconds, and keep to it", async () => {
  const service = fc.record({
    perSecond: fc.integer({ min: 2, max: 100 }),
    burst: fc.integer({ min: 1, max: 50 }),
    latency: fc.integer({ min: 5, max: 150 }),
    clients: fc.integer({ min: 1, max: 32 }),
  });
  await fc.assert(
    fc.asyncProperty(service, async ({ perSecond, burst, latency, clients }) => {
      const { limiter, clock, send } = limiterAt();
      const start = clock.now;
      let tokens = burst;
      let filledAt = start;
      let flights: { sentAt: number; isThrottled: boolean }[] = [];
      const counts = { accepted: 0, throttled: 0 };
      while (clock.now < start + 15_000) {
        const isAnswered = ({ sentAt }: { sentAt: number }) => sentAt + latency <= clock.now;
        for (const { sentAt, isThrottled } of flights.filter(isAnswered)) {
          limiter.learn(isThrottled, sentAt);
          // The first seconds are there to find the rate.
          if (clock.now >= start + 5_000) counts[isThrottled ? "throttled" : "accepted"]++;
        }
        flights = flights.filter((flight) => !isAnswered(flight));
        while (flights.length < clients) {
          const sentAt = await send();
          if (sentAt === undefined) break;
          tokens = Math.min(burst, tokens + (clock.now - filledAt) * perSecond / 1000);
          filledAt = clock.now;
          const isThrottled = tokens < 1;
          if (!isThrottled) tokens--;
          flights.push({ sentAt, isThrottled });
        }
        clock.now += 5;
      }
      // So few clients may not reach the service's rate.
      const reachable = Math.min(perSecond, clients * 1000 / (latency + 5));
      assertGreater(counts.accepted, 10 * reachable * 0.5);
      assertLess(counts.throttled, 10 + counts.accepted * 0.25);
    }),
    { numRuns: 40 },
  );
});
