import { assertEquals, assertGreater } from "@std/assert";
import { dice, SEED } from "../support/dice.ts";
import { patienceOf } from "../support/pace.ts";
import { temporaryService } from "../support/services.ts";
import { ATTEMPT_MS, byDice, FAULTS } from "./faults.ts";
import { faultyProxy } from "./faulty_proxy.ts";
import { recordIn, RUNTIMES, withPage } from "./launch.ts";
import type { Recorded, Recording } from "./recorder.ts";
import { assertEveryPointOnce } from "./stored.ts";

/** Points of one trial; there is a trial for each fault in each runtime. */
const POINTS = Number(Deno.env.get("RUNLOG_FAULT_POINTS") ?? 10_000);

for (const runtime of RUNTIMES) {
  Deno.test(`in ${runtime}, ${FAULTS.length} faults of network and service lose no point, double none and hide none`, async () => {
    await using service = await temporaryService();
    await using proxies = new AsyncDisposableStack();
    const hits = new Array<number>(FAULTS.length).fill(0);
    const recordings: Recording[] = [];
    // Longer than a busy machine takes: how long it takes is no subject here.
    const closeMs = patienceOf(300_000);
    const firstMs = Date.now();
    for (const [index, fault] of FAULTS.entries()) {
      const count = (): void => void (hits[index] = (hits[index] ?? 0) + 1);
      const behavior = byDice(fault, dice(SEED + index), count);
      const answer = (request: Request): Promise<Response> => withPage(request, service.fetch);
      const { url: endpoint } = proxies.use(await faultyProxy(answer, behavior));
      const runName = runNameOf(index);
      recordings.push({
        endpoint,
        runName,
        points: POINTS,
        attemptMs: ATTEMPT_MS,
        closeMs,
        firstMs,
      });
    }
    // Tabs of a browser share more than runs of a process do.
    const recorded = await recordIn(runtime, recordings, runtime === "chromium" ? 4 : 7);
    for (const [index, { name }] of FAULTS.entries()) {
      const which = `${name} in ${runtime}, seed ${SEED}`;
      const own = recorded.find(({ runName }) => runName === runNameOf(index));
      assertEquals(summary(own), { error: undefined, logged: POINTS, acknowledged: POINTS }, which);
      assertGreater(hits[index] ?? 0, 0, which);
      await assertEveryPointOnce(service, runNameOf(index), POINTS, which, firstMs);
    }
    const faults = hits.reduce((sum, count) => sum + count, 0);
    console.log(
      `faults in ${runtime}: ${FAULTS.length} trials of ${POINTS} points, ${faults} faults, ` +
        `0 failures (seed ${SEED})`,
    );
  });
}

function runNameOf(fault: number): string {
  return `fault-${fault}`;
}

function summary(recorded: Recorded | undefined): unknown {
  return {
    error: recorded?.error?.message,
    logged: recorded?.stats.logged,
    acknowledged: recorded?.stats.acknowledged,
  };
}
