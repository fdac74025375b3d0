import { assertEquals, assertLess, assertLessOrEqual, assertMatch } from "@std/assert";
import { watchPace } from "../support/pace.ts";
import { temporaryService } from "../support/services.ts";
import { type Behavior, drip, type FaultyProxy, faultyProxy, pass } from "./faulty_proxy.ts";
import { recordIn, RUNTIMES, withPage } from "./launch.ts";
import type { Recording } from "./recorder.ts";

const POINTS = 1_000;
const TIMEOUT_MS = 500;
/** Batches that arrive before the endpoint dies. */
const ALIVE = 20;

/** How an endpoint is dead. */
const DEATHS: readonly (readonly [string, (proxy: FaultyProxy) => Behavior])[] = [
  ["refusing", (proxy) => () => proxy.refuse()],
  ["silent", () => () => {}],
  ["resetting", () => ({ socket }) => void socket.resetAndDestroy()],
  ["answering-without-end", () => drip],
];

for (const runtime of RUNTIMES) {
  Deno.test(`in ${runtime}, an endpoint that dies ends in one error with the count, in time, and the process exits`, async () => {
    await using service = await temporaryService();
    using pace = watchPace();
    await using proxies = new AsyncDisposableStack();
    const recordings: Recording[] = [];
    for (const [runName, die] of DEATHS) {
      const { url: endpoint } = proxies.use(
        await faultyProxy(
          (request) => withPage(request, service.fetch),
          (exchange, proxy) => (proxy.requests() > ALIVE ? die(proxy) : pass)(exchange),
        ),
      );
      recordings.push({ endpoint, runName, points: POINTS, closeMs: TIMEOUT_MS });
    }
    const recorded = await recordIn(runtime, recordings, 1);
    const exitedAt = Date.now();
    for (const { runName, error, stats, tookMs } of recorded) {
      const which = `${runName} in ${runtime}`;
      assertEquals(error?.name, "DeliveryError", which);
      assertEquals(stats.acknowledged + (error?.points ?? 0), POINTS, which);
      assertMatch(
        error?.message ?? "",
        new RegExp(`": ${error?.points} points of "loss": `),
        which,
      );
      assertLessOrEqual(tookMs, TIMEOUT_MS + pace.limitOf(250), which);
    }
    assertEquals(recorded.length, DEATHS.length);
    // A browser outlives its pages.
    if (runtime !== "chromium") {
      assertLess(exitedAt - (recorded.at(-1)?.endedAt ?? 0), pace.limitOf(1_000));
    }
    const longest = Math.max(...recorded.map(({ tookMs }) => tookMs)).toFixed(0);
    console.log(
      `dead endpoints in ${runtime}: ${recorded.length} trials, 0 failures ` +
        `(closed with ${TIMEOUT_MS} ms of patience, in ${longest} ms at most)`,
    );
  });
}
