import { assertEquals, assertGreater, assertLess } from "@std/assert";
import { type ScriptRuntime, startScript } from "../support/children.ts";
import { dice, SEED } from "../support/dice.ts";
import { temporaryService } from "../support/services.ts";
import { byDice, FAULTS } from "./faults.ts";
import { faultyProxy } from "./faulty_proxy.ts";
import { assertEveryPointOnce } from "./stored.ts";

/** How long it records, in seconds: `RUNLOG_SOAK` asks for longer. */
const SECONDS = Number(Deno.env.get("RUNLOG_SOAK") ?? 15);
const RUNTIMES: readonly ScriptRuntime[] = ["deno", "bun", "node"];
const MEBIBYTE = 2 ** 20;

Deno.test(`${SECONDS} s of every fault at 1,000 points a second lose no point and leave nothing open`, async () => {
  await Promise.all(RUNTIMES.map(soak));
});

async function soak(runtime: ScriptRuntime): Promise<void> {
  await using service = await temporaryService();
  let faults = 0;
  const random = dice(SEED);
  const count = (): void => void faults++;
  const behaviors = FAULTS.map((fault, index) => byDice(fault, dice(SEED + index), count));
  await using proxy = await faultyProxy(
    service.fetch,
    (exchange, proxy) => behaviors[Math.floor(random() * behaviors.length)]?.(exchange, proxy),
  );
  const child = await startScript(runtime, "tests/faults/soak_child.ts", [
    proxy.url,
    String(SECONDS),
  ], { hasSmallHeap: true });
  const { code, stdout, stderr } = await child.output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  const { step, stats, early, late, error } = JSON.parse(new TextDecoder().decode(stdout));
  assertEquals([stats.acknowledged, error], [step, undefined]);
  await assertEveryPointOnce(service, "soak", step, runtime);
  assertGreater(faults, 0);
  const grown = (late - early) / MEBIBYTE;
  // A heap takes its size in the first seconds; a backlog or a leak would be far more.
  assertLess(grown, 96);
  console.log(
    `R15, soak in ${runtime}: ${step} points in ${SECONDS} s, ${faults} faults, 0 lost, ` +
      `${grown.toFixed(0)} MiB more than in the first fifth (seed ${SEED})`,
  );
}
