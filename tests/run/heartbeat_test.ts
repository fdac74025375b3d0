import { assertEquals, assertLessOrEqual } from "@std/assert";
import type { Session } from "../../mod.ts";
import type { Heartbeats } from "../../src/ports/run_holders.ts";
import { RunHold } from "../../src/run/heartbeat.ts";
import { FakeClock } from "../support/fake_clock.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** A run without a heartbeat for that long is stale. */
const STALE_MS = 2 * MINUTE_MS;

/** A store that notes the heartbeats it gets. Some of them fail, as while another process has it. */
function notingStore(now: () => number) {
  const beats: number[] = [];
  const heartbeats: Heartbeats = {
    enter: (_, { isGuest }) => Promise.resolve({ isEntered: true, isGuest, others: [] }),
    record() {
      beats.push(now());
      return beats.length % 3 === 0 ? Promise.reject(new Error("busy")) : Promise.resolve([]);
    },
    holders: () => Promise.resolve([]),
    leave: () => Promise.resolve("own"),
    last: () => Promise.resolve(undefined),
    forget: () => Promise.resolve(),
  };
  // A hold asks a session for no more than that.
  const session = { logger: console, store: { heartbeats } } as unknown as Session;
  return { beats, session };
}

Deno.test("a run gives a sign of life long before it would be stale, for as long as it is open, and none after that", async () => {
  const clock = new FakeClock();
  using _ = clock.install();
  const { beats, session } = notingStore(() => clock.now);
  const hold = new RunHold(session, "demo-one", "shared");
  await hold.enter(new Date());
  await clock.pass(HOUR_MS);
  for (const [index, beat] of [...beats, clock.now].entries()) {
    // Two that fail in a row make no living run stale.
    assertLessOrEqual(beat - (beats[index - 1] ?? 0), STALE_MS / 3);
  }
  await hold.leave(() => ({ status: "Completed" }), new Date(), new AbortController().signal);
  const { length } = beats;
  await clock.pass(HOUR_MS);
  assertEquals(beats.length, length, "after it has closed");
});
