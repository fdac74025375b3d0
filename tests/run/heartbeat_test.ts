import { assertEquals, assertLessOrEqual } from "@std/assert";
import type { Session } from "../../mod.ts";
import type { Heartbeats } from "../../src/ports/run_holders.ts";
import { RunHold } from "../../src/run/heartbeat.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** A run without a heartbeat for that long is stale. */
const STALE_MS = 2 * MINUTE_MS;

/** Timers that run when a test lets time pass. */
class Clock {
  now = 0;
  readonly #timers = new Map<number, { at: number; every: number | undefined; run: () => void }>();
  #last = 0;

  /** Puts itself in place of the runtime's timers, and returns how to put those back. */
  install(): () => void {
    const { setInterval, clearInterval, setTimeout, clearTimeout } = globalThis;
    const set = (isRepeated: boolean) => (run: () => void, delay = 0) => {
      this.#timers.set(++this.#last, {
        at: this.now + delay,
        every: isRepeated ? delay : undefined,
        run,
      });
      return this.#last;
    };
    const clear = (id?: number): void => void this.#timers.delete(id ?? 0);
    Object.assign(globalThis, {
      setInterval: set(true),
      setTimeout: set(false),
      clearInterval: clear,
      clearTimeout: clear,
    });
    return () =>
      void Object.assign(globalThis, { setInterval, clearInterval, setTimeout, clearTimeout });
  }

  /** Lets time pass, and what is done then come to its end. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.now + milliseconds;
    for (;;) {
      const [id, next] = [...this.#timers].toSorted(([, a], [, b]) => a.at - b.at)[0] ?? [];
      if (id === undefined || next === undefined || next.at > end) break;
      this.now = next.at;
      if (next.every === undefined) this.#timers.delete(id);
      else next.at += next.every;
      next.run();
      for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    }
    this.now = end;
  }
}

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
  const clock = new Clock();
  const uninstall = clock.install();
  try {
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
  } finally {
    uninstall();
  }
});
