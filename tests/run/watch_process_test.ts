import { assertEquals } from "@std/assert";
import process from "node:process";
import { startRun } from "../../mod.ts";
import { localSession } from "../../src/local.ts";
import { inFolder } from "../support/temporary_folder.ts";

type Timer = ReturnType<typeof setTimeout>;

/** Holds the timers that stop listening to the process, so that a test can fire them when it likes. */
function holdTimers(): Disposable & { readonly pending: Map<Timer, () => void> } {
  const { setTimeout: set, clearTimeout: clear } = globalThis;
  const pending = new Map<Timer, () => void>();
  Object.assign(globalThis, {
    setTimeout: (work: (...values: unknown[]) => void, ms?: number, ...values: unknown[]) => {
      if (work.name !== "stopListening") return set(work, ms, ...values);
      const timer = set(() => {}, 2 ** 30);
      pending.set(timer, () => work(...values));
      return timer;
    },
    clearTimeout: (timer?: Timer) => {
      if (timer !== undefined) pending.delete(timer);
      clear(timer);
    },
  });
  return {
    pending,
    [Symbol.dispose]() {
      for (const timer of pending.keys()) clear(timer);
      Object.assign(globalThis, { setTimeout: set, clearTimeout: clear });
    },
  };
}

Deno.test("a process that opens runs one after another listens to signals without a gap", async () => {
  await inFolder(async (path) => {
    using timers = holdTimers();
    await using session = await localSession({ path });
    const before = process.listenerCount("SIGTERM");
    const open = () => startRun({ experimentName: "e", session, captureEnvironment: false });
    for (let count = 0; count < 3; count++) {
      const run = await open();
      // That of the run before no longer counts: it could fire between this run and the next.
      assertEquals(timers.pending.size, 0);
      assertEquals(process.listenerCount("SIGTERM"), before + 1);
      await run.close();
      assertEquals(timers.pending.size, 1);
    }
    const two = [await open(), await open()];
    for (const run of two) await run.close();
    assertEquals(timers.pending.size, 1);
    assertEquals(process.listenerCount("SIGTERM"), before + 1);
    for (const stop of timers.pending.values()) stop();
    assertEquals(process.listenerCount("SIGTERM"), before);
  });
});
