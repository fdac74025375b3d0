import { assert, assertEquals, assertRejects } from "@std/assert";
import { getDownsampledHistory, getMetricHistory, type Run, withRun } from "../../../mod.ts";
import { serviceSession } from "../../../src/local.ts";
import { decimate } from "../../../src/plot/decimate.ts";
import { scriptedAws } from "../../support/scripted_aws.ts";
import { temporaryService } from "../../support/services.ts";

const names = { experimentName: "downsampled", runName: "r" };
const POINTS = 30_000;
/** AWS keeps this name under another one. */
const ODD = "val/loss (smooth)\n";

/** Logs one metric with steps, one without, and one that has both and is short. */
async function logMetrics(run: Run): Promise<void> {
  for (let step = 0; step < POINTS; step++) {
    const timestamp = 1_790_000_000_000 + step * 10;
    run.logMetric(ODD, step === 12_345 ? 9 : Math.sin(step), { step, timestamp });
    run.logMetric("system/memory", step % 900 === 5 ? Infinity : step % 31, { timestamp });
    if (step % 10_000 === 0) await run.ready;
  }
  run.logMetric("mixed", 1, { step: 3 });
  run.logMetric("mixed", 2);
}

Deno.test("getDownsampledHistory() gives what a chart can show, by the axis that each metric has", async () => {
  await using session = await serviceSession(await temporaryService());
  await withRun({ ...names, session }, logMetrics);
  const metrics = [ODD, "system/memory", "mixed", "absent"];
  const [odd, memory, mixed, absent] = await getDownsampledHistory(names, metrics, {
    columns: 200,
    session,
  });
  const history = await getMetricHistory(names, ODD, { session });
  assert(odd?.xAxis === "step" && history.kind === "point");
  const kept = decimate(history.steps, history.values, 200);
  assertEquals([odd.metricName, odd.count], [ODD, POINTS]);
  assertEquals([odd.steps, odd.values], [kept.x, kept.y]);
  assert(odd.values.includes(9));
  assert(memory?.xAxis === "time");
  assertEquals([memory.count, memory.nonFinite, memory.withoutPlace], [POINTS, 34, 0]);
  assertEquals(memory.timestamps[0], 1_790_000_000_000);
  assert(mixed?.xAxis === "step");
  assertEquals([[...mixed.steps], mixed.count, mixed.withoutPlace], [[3], 2, 1]);
  assertEquals([absent?.xAxis, absent?.values.length], ["step", 0]);
});

Deno.test("getDownsampledHistory() along time, and of a window with the points beside it", async () => {
  await using session = await serviceSession(await temporaryService());
  await withRun({ ...names, session }, logMetrics);
  const options = { columns: 200, session } as const;
  const byTime = await getDownsampledHistory(names, ODD, { ...options, xAxis: "time" });
  assert(byTime.xAxis === "time");
  assertEquals(byTime.timestamps.at(-1), 1_790_000_000_000 + (POINTS - 1) * 10);
  const zoomed = await getDownsampledHistory(names, ODD, {
    ...options,
    window: { from: 10.5, to: 13 },
  });
  assert(zoomed.xAxis === "step");
  assertEquals([...zoomed.steps], [10, 11, 12, 13, 14]);
  assertEquals([zoomed.count, zoomed.countWithin], [POINTS, 3]);
});

Deno.test("getDownsampledHistory() refuses windows without ends, empty names and services without points", async () => {
  await using service = await temporaryService();
  const { session } = await scriptedAws(service);
  await withRun({ ...names, session }, () => {});
  const read = (name: string | string[], options: object) =>
    // What JavaScript passes may be anything.
    getDownsampledHistory(names, name as string, { columns: 9, session, ...options });
  const refusals = [
    [() => read("loss", {}), "session must keep points"],
    [() => read(["a", ""], {}), "metricName must be text of at least 1 character"],
    [() => read("loss", { columns: 0 }), "columns must be a whole number from 1"],
    [() => read("loss", { window: { from: 2, to: 1 } }), "window must have a from"],
    [() => read("loss", { xAxis: "elapsed" }), 'xAxis must be "step" or "time"'],
  ] as const;
  for (const [call, message] of refusals) await assertRejects(call, Error, message);
});

Deno.test("getDownsampledHistory() of a run that does not exist throws", async () => {
  await using session = await serviceSession(await temporaryService());
  const error = await assertRejects(
    () => getDownsampledHistory({ ...names, runName: "absent" }, "loss", { columns: 9, session }),
  );
  assertEquals((error as Error).name, "RunNotFoundError");
});
