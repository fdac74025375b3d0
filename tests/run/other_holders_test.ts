import { assertEquals } from "@std/assert";
import type { Locks } from "../../src/ports/browser_storage.ts";
import type { HolderBeat } from "../../src/ports/run_holders.ts";
import { thisProcess } from "../../src/processes.ts";
import { OtherHolders } from "../../src/run/other_holders.ts";

const MINUTE_MS = 60_000;

function holder(facts: Partial<HolderBeat>): HolderBeat {
  return {
    id: "other",
    isGuest: false,
    host: "elsewhere",
    processId: 1,
    processStart: "1",
    isWorker: false,
    hasLock: false,
    beatMs: Date.now(),
    end: undefined,
    ...facts,
  };
}

async function isGone(others: OtherHolders, one: HolderBeat): Promise<boolean> {
  return (await others.findGone([one])).get(one.id) === one.beatMs;
}

Deno.test("a holder on another machine is gone once its heartbeat is not recent", async () => {
  assertEquals(await isGone(new OtherHolders(undefined), holder({})), false);
  const silent = holder({ beatMs: Date.now() - MINUTE_MS });
  assertEquals(await isGone(new OtherHolders(undefined), silent), true);
});

Deno.test("a holder whose clock is wrong is not gone while its heartbeat advances", async () => {
  for (const clock of [-60 * MINUTE_MS, 60 * MINUTE_MS]) {
    const others = new OtherHolders(undefined);
    const first = holder({ beatMs: Date.now() + clock });
    others.note([first]);
    assertEquals(others.hasWitnessed(first), false);
    const next = { ...first, beatMs: first.beatMs + 15_000 };
    assertEquals(await isGone(others, next), false, `${clock}`);
    assertEquals(others.hasWitnessed(next), true);
  }
});

Deno.test("a holder in this process holds as long as the process runs; a worker has to be heard of", async () => {
  const beatMs = Date.now() - MINUTE_MS;
  const busy = holder({ ...thisProcess(), beatMs });
  assertEquals(await isGone(new OtherHolders(undefined), busy), false);
  const ended = holder({ ...thisProcess(), isWorker: true, beatMs });
  assertEquals(await isGone(new OtherHolders(undefined), ended), true);
});

Deno.test("a page holds as long as its lock is held, however long it has been silent", async () => {
  const locks: Locks = {
    request: () => Promise.resolve(),
    query: () => Promise.resolve({ held: [{ name: "runlog holder open" }], pending: [] }),
  };
  const page = { host: undefined, processId: undefined, hasLock: true };
  const others = new OtherHolders(locks);
  const open = holder({ ...page, id: "open", beatMs: Date.now() - MINUTE_MS });
  assertEquals(await isGone(others, open), false);
  assertEquals(await isGone(others, holder({ ...page, id: "crashed" })), true);
});

Deno.test("an owner that stated its end and left is not gone", async () => {
  const end = { status: "Completed", endTime: new Date() } as const;
  const left = holder({ end, beatMs: 0 });
  assertEquals(await isGone(new OtherHolders(undefined), left), false);
});
