import { assert, assertEquals, assertRejects } from "@std/assert";
import { ArgumentError, getMetricHistory, withRun } from "../../mod.ts";
import { serviceSession } from "../../src/local.ts";
import { parseGpus } from "../../src/run/system_metrics.ts";
import { startScript } from "../support/children.ts";
import { temporaryService } from "../support/services.ts";

const METRICS = [
  "system/cpu_utilization_percentage",
  "system/process_memory_megabytes",
  "system/heap_megabytes",
  "system/event_loop_delay_milliseconds",
];

Deno.test("systemMetrics records what the process uses, sample by sample, until the run closes", async () => {
  await using session = await serviceSession(await temporaryService());
  const names = { experimentName: "system", runName: "r" };
  await withRun({ ...names, session, systemMetrics: { everyMs: 100 } }, async (run) => {
    // A loop that is kept busy, until three samples are there.
    while (run.stats.logged < 3 * METRICS.length) {
      const until = performance.now() + 30;
      while (performance.now() < until) Math.sqrt(until);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  });
  const [cpu, memory, heap, delay] = await getMetricHistory(names, METRICS, {
    by: "step",
    session,
  });
  assert(cpu?.kind === "step" && memory && heap && delay);
  assertEquals([...cpu.steps.slice(0, 3)], [0, 1, 2]);
  assert(cpu.values.some((percent) => percent > 5), `${cpu.values}`);
  assert(memory.values.every((megabytes) => megabytes > 10 && megabytes < 100_000));
  assert(heap.values.every((megabytes) => megabytes > 1));
  assert(delay.values.every((milliseconds) => milliseconds >= 0));
});

Deno.test("systemMetrics is off unless asked for, and refuses an interval that is none", async () => {
  await using session = await serviceSession(await temporaryService());
  const names = { experimentName: "system", runName: "off", session };
  const logged = await withRun(names, async (run) => {
    await new Promise((resolve) => setTimeout(resolve, 150));
    return run.stats.logged;
  });
  assertEquals(logged, 0);
  for (const everyMs of [0, 99, NaN, Infinity]) {
    const options = { ...names, systemMetrics: { everyMs } };
    const error = await assertRejects(() => withRun(options, () => {}), ArgumentError);
    assertEquals(error.argument, "systemMetrics.everyMs");
  }
});

Deno.test("GPUs are read as nvidia-smi lists them, and what it does not support is left out", () => {
  assertEquals(parseGpus("37, 1024\n[N/A], 2048"), {
    "system/gpu_0_utilization_percentage": 37,
    "system/gpu_0_memory_usage_megabytes": 1073.741824,
    "system/gpu_1_memory_usage_megabytes": 2147.483648,
  });
});

Deno.test("systemMetrics ends with its run, and keeps no process alive whose run nobody closes", async () => {
  for (const runtime of ["deno", "node"] as const) {
    const folder = await Deno.makeTempDir();
    const child = await startScript(runtime, "tests/run/system_metrics_child.ts", [folder]);
    const { stdout, stderr, success } = await child.output();
    const decoder = new TextDecoder();
    assert(success, decoder.decode(stderr));
    assertEquals(decoder.decode(stdout), "closed 0 later, another left open\n");
    await Deno.remove(folder, { recursive: true });
  }
});
