import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  ArgumentError,
  getMetricHistory,
  getRun,
  RunNotFoundError,
  startRun,
  withRun,
} from "../../mod.ts";
import { type SuiteContext, uniqueName } from "./suite.ts";
import { namesOf } from "../support/names_of.ts";

/** Metrics written and read back, in any runtime over any session. */
export function metricsSuite({ test, session: open }: SuiteContext): void {
  test("getMetricHistory() by step gives what was logged, whatever the order of logging", async () => {
    const session = await open();
    const names = { experimentName: uniqueName(), runName: "r", session };
    const steps = Array.from({ length: 2_500 }, (_, index) => (index * 7) % 2_500);
    await withRun(names, (run) => {
      for (const step of steps) run.logMetric("loss", Math.sin(step), { step });
    });
    const loss = await getMetricHistory(namesOf(names), "loss", { by: "step", session });
    assert(loss.kind === "step");
    assertEquals(loss.statistic, "last");
    assertEquals(loss.steps, Float64Array.from({ length: 2_500 }, (_, step) => step));
    assertEquals(loss.values, loss.steps.map(Math.sin));
    const range = { by: "step", startStep: 10, endStep: 12, session } as const;
    assertEquals((await getMetricHistory(namesOf(names), "loss", range)).values.length, 3);
  });

  test("getMetricHistory() tells points of one step by any statistic", async () => {
    const session = await open();
    const names = { experimentName: uniqueName(), runName: "r", session };
    await withRun(names, (run) => {
      for (const value of [1, 4, 7]) run.logMetric("loss", value, { step: 3 });
    });
    const record = await getRun(namesOf(names), { session });
    const read = async (statistic: "min" | "max" | "avg" | "count" | "last") =>
      (await getMetricHistory(record, "loss", { by: "step", statistic, session })).values[0];
    assertEquals(
      [await read("min"), await read("max"), await read("avg"), await read("count")],
      [1, 7, 4, 3],
    );
    const { min, max, last, avg, count } = record.metrics["loss"] ?? {};
    assertEquals([min, max, last, avg, count], [1, 7, 7, 4, 3]);
  });

  test("getMetricHistory() by minute gives the beginnings of the minutes that have points", async () => {
    const session = await open();
    const names = { experimentName: uniqueName(), runName: "r", session };
    const minute = Math.floor(Date.now() / 60_000) * 60_000 - 600_000;
    await withRun(names, (run) => {
      for (const [value, after] of [[1, 0], [3, 59_999], [5, 120_000]] as const) {
        run.logMetric("loss", value, { timestamp: minute + after });
      }
    });
    const loss = await getMetricHistory(namesOf(names), "loss", { by: "minute", session });
    assert(loss.kind === "period");
    assertEquals([...loss.timestamps], [minute, minute + 120_000]);
    assertEquals([...loss.values], [2, 5]);
  });

  test("getMetricHistory() reads more metrics than a request may ask for, and unknown ones as empty", async () => {
    const session = await open();
    const names = { experimentName: uniqueName(), runName: "r", session };
    const values = Object.fromEntries(
      Array.from({ length: 120 }, (_, index) => [`m${index}`, index]),
    );
    await using run = await startRun(names);
    run.logMetrics(values, { step: 0 });
    await run.flush();
    const metricNames = [...Object.keys(values), "never logged"];
    const histories = await getMetricHistory(run, metricNames, { by: "step", session });
    assertEquals(histories.map((history) => history.metricName), metricNames);
    assertEquals(histories.map((history) => history.values[0]), [
      ...Object.values(values),
      undefined,
    ]);
  });

  test("logMetrics() takes all values or, when one is refused, none", async () => {
    await using run = await startRun({ experimentName: uniqueName(), session: await open() });
    const error = assertThrows(() => run.logMetrics({ loss: 1, bad: NaN }), ArgumentError);
    assertEquals(error.argument, "value");
    assertThrows(() => run.logMetrics({ loss: 1 }, { step: -1 }), ArgumentError);
    assertThrows(() => run.logMetrics({ ["n".repeat(256)]: 1 }), ArgumentError);
    const tooOld = Date.now() - 15 * 86_400_000;
    assertThrows(() => run.logMetrics({ loss: 1 }, { timestamp: tooOld }), ArgumentError);
    assertEquals(run.stats.logged, 0);
    run.logMetrics({ loss: 1, accuracy: 0.5 }, { step: 0 });
    assertEquals(run.stats.logged, 2);
    await run.close();
    const { logged, acknowledged, pending, refused } = run.stats;
    assertEquals([logged, acknowledged, pending, refused], [2, 2, 0, 0]);
  });

  test("getMetricHistory() refuses what it cannot read before it asks", async () => {
    const session = await open();
    const run = { experimentName: uniqueName(), runName: "r" };
    const refused = [{ by: "day" }, { statistic: "sum" }, { startStep: 0.5 }, { endStep: -1 }];
    for (const options of refused) {
      // As a caller without types would.
      const given = { ...options, session } as object;
      await assertRejects(() => getMetricHistory(run, "loss", given), ArgumentError);
    }
    await assertRejects(() => getMetricHistory(run, "", { session }), ArgumentError);
    await assertRejects(() => getMetricHistory(run, "loss", { session }), RunNotFoundError);
  });
}
