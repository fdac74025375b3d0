import { assertEquals, assertLessOrEqual } from "@std/assert";
import { watchPace } from "../support/pace.ts";
import { temporaryService } from "../support/services.ts";
import { type Exchange, faultyProxy, pass, wireAnswer } from "./faulty_proxy.ts";
import { recordIn, RUNTIMES, withPage } from "./launch.ts";
import { assertEveryPointOnce } from "./stored.ts";

const POINTS = 4_000;
const REQUESTS_PER_SECOND = 20;
const FEWEST_REQUESTS = POINTS / 10;
/** Three seconds of them. */
const LAST_REQUESTS = 3 * REQUESTS_PER_SECOND;
const SHORTEST_MS = 1000 * FEWEST_REQUESTS / REQUESTS_PER_SECOND;

Deno.test("a service that takes 20 requests a second gets little more, and no burst once it has recovered", async () => {
  await using service = await temporaryService();
  // Side by side: each waits nearly all of its time.
  const lines = await Promise.all(RUNTIMES.map(async (runtime) => {
    const isTaken: boolean[] = [];
    const bucket = tokenBucket(REQUESTS_PER_SECOND);
    using pace = watchPace();
    await using proxy = await faultyProxy(
      (request) => withPage(request, service.fetch),
      (exchange) => {
        if (!exchange.bringsMetrics) return pass(exchange);
        const hasRoom = bucket();
        isTaken.push(hasRoom);
        return hasRoom ? pass(exchange) : throttle(exchange);
      },
    );
    const runName = `throttled-${runtime}`;
    const recording = { endpoint: proxy.url, runName, points: POINTS, closeMs: 300_000 };
    const [recorded] = await recordIn(runtime, [recording], 1);
    assertEquals([recorded?.stats.acknowledged, recorded?.error], [POINTS, undefined], runtime);
    await assertEveryPointOnce(service, runName, POINTS, runtime);
    const line = `${runtime} ${proxy.requests()} requests in ${recorded?.tookMs.toFixed(0)} ms`;
    assertLessOrEqual(proxy.requests(), 1.2 * FEWEST_REQUESTS, line);
    // Three quarters of the rate at least, and on a busy machine what that machine has left of it.
    const mostMs = SHORTEST_MS / 0.75 + pace.limitOf(1_000);
    assertLessOrEqual(recorded?.tookMs ?? Infinity, mostMs, line);
    // A burst is throttled, however busy the machine is when it comes. What was throttled first may
    // come late on such a machine, and is no burst.
    const settled = isTaken.slice(isTaken.indexOf(false)).slice(LAST_REQUESTS).slice(
      -LAST_REQUESTS,
    );
    const refused = settled.filter((hasRoom) => !hasRoom).length;
    assertLessOrEqual(refused, Math.max(LAST_REQUESTS, settled.length) / 3, line);
    return line;
  }));
  console.log(
    `throttled to ${REQUESTS_PER_SECOND} requests/s: ${lines.length} trials, 0 failures ` +
      `(${lines.join(", ")}; at least ${FEWEST_REQUESTS} in ${SHORTEST_MS} ms)`,
  );
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

function throttle({ socket }: Exchange): void {
  const type = { "content-type": "application/json" };
  socket.write(wireAnswer(400, '{"__type":"ThrottlingException"}', type));
}
