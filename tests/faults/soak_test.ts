import { assertEquals, assertGreater, assertLess } from "@std/assert";
import { type ScriptRuntime, startScript } from "../support/children.ts";
import { dice, SEED } from "../support/dice.ts";
import { temporaryService } from "../support/services.ts";
import { ATTEMPT_MS, byDice, FAULTS } from "./faults.ts";
import { faultyProxy } from "./faulty_proxy.ts";
import { assertEveryPointOnce } from "./stored.ts";

/** How long it records, in seconds: `RUNLOG_SOAK` asks for longer. */
const SECONDS = Number(Deno.env.get("RUNLOG_SOAK") ?? 15);
const RUNTIMES: readonly ScriptRuntime[] = ["deno", "bun", "node"];
const MEBIBYTE = 2 ** 20;
/** From how many seconds on a slope says something: a heap takes its size in the first minute. */
const LONG = 300;
/** Mebibytes of memory. */
const MOST_A_MINUTE = 1;

/** What the child prints. */
interface SoakReport {
  readonly step: number;
  readonly stats: { readonly acknowledged: number };
  /** Bytes once garbage was collected, one a second. */
  readonly memory: readonly number[];
  readonly error?: string;
}

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
    String(ATTEMPT_MS),
  ], { hasSmallHeap: true });
  const { code, stdout, stderr } = await child.output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  const report: unknown = JSON.parse(new TextDecoder().decode(stdout));
  // Printed by the child.
  const { step, stats, memory, error } = report as SoakReport;
  assertEquals([stats.acknowledged, error], [step, undefined]);
  await assertEveryPointOnce(service, "soak", step, runtime);
  assertGreater(faults, 0);
  const samples = memory.map((bytes) => bytes / MEBIBYTE);
  const fifth = Math.ceil(samples.length / 5);
  const grown = Math.max(...samples.slice(fifth)) - Math.max(...samples.slice(0, fifth));
  const slope = 60 * slopeOf(samples.slice(samples.length / 2));
  console.log(
    `R15, soak in ${runtime}: ${step} points in ${SECONDS} s, ${faults} faults, 0 lost; memory at most ` +
      `${grown.toFixed(0)} MiB more than in the first fifth, and in the second half ` +
      `${slope.toFixed(2)} MiB more a minute (seed ${SEED})`,
  );
  // A heap takes its size in the first seconds; a backlog or a leak would be far more.
  assertLess(grown, 96);
  if (SECONDS >= LONG) assertLess(slope, MOST_A_MINUTE);
}

/** How much values of one a second rise from one to the next, by least squares. */
function slopeOf(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const products = values.reduce((sum, value, at) => sum + (at - middle) * (value - mean), 0);
  return products / values.reduce((sum, _, at) => sum + (at - middle) ** 2, 0);
}
