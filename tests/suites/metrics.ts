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
import { memoryLogger } from "../support/loggers.ts";
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

  test("a strict run's logMetrics() takes all values or, when one is refused, none", async () => {
    const session = await open();
    await using run = await startRun({ experimentName: uniqueName(), session, strict: true });
    const missing = { loss: 1, bad: undefined };
    assertEquals(assertThrows(() => run.logMetrics(missing), ArgumentError).argument, "value");
    assertThrows(() => run.logMetrics({ loss: 1 }, { step: -1 }), ArgumentError);
    assertThrows(() => run.logMetrics({ ["n".repeat(256)]: 1 }), ArgumentError);
    assertThrows(() => run.logMetrics({ loss: 1 }, { timestamp: NaN }), ArgumentError);
    assertEquals(run.stats.logged, 0);
    run.logMetrics({ loss: 1, accuracy: 0.5 }, { step: 0 });
    assertEquals(run.stats.logged, 2);
    await run.close();
    const { logged, acknowledged, pending, refused } = run.stats;
    assertEquals([logged, acknowledged, pending, refused], [2, 2, 0, 0]);
  });

  test("a loss that diverges ends no training, and its run shows where it did", async () => {
    const session = { ...await open(), logger: memoryLogger() };
    const { holdsEveryPoint = false } = session.metrics ?? {};
    const names = { experimentName: uniqueName(), runName: "diverges", session };
    const losses: number[] = [];
    const run = await withRun(names, (run) => {
      // Gradient descent on w^4 with a rate that is far too large.
      for (let step = 0, w = 2; step < 12; step++) {
        const loss = w ** 4;
        w -= 0.5 * 4 * w ** 3;
        losses.push(loss);
        run.logMetrics({ loss, accuracy: 1 / (step + 1), missing: undefined }, { step });
      }
      return run;
    });
    const finite = losses.filter(Number.isFinite);
    assert(finite.length > 2 && finite.length < losses.length);
    const record = await getRun(namesOf(names), { session });
    assertEquals(record.status, "Completed");
    const { count, last, max, nonFinite } = record.metrics["loss"] ?? {};
    assertEquals([count, last, max], [finite.length, finite.at(-1), Math.max(...finite)]);
    assertEquals(record.metrics["accuracy"]?.count, losses.length);
    const lost = losses.length - finite.length;
    assertEquals(nonFinite, holdsEveryPoint ? lost : undefined);
    assertEquals(run.stats.leftOut, losses.length + (holdsEveryPoint ? 0 : lost));
    const loss = await getMetricHistory(record, "loss", { session });
    assertEquals(loss.values, Float64Array.from(holdsEveryPoint ? losses : finite));
  });

  test("a metric of any text is found by its name, and two long names are two metrics", async () => {
    const session = { ...await open(), logger: memoryLogger() };
    const names = { experimentName: uniqueName(), runName: "r", session };
    const odd = ["a\nb", "\0", `top_${"😀".slice(0, 1)}`, '"\\n"', "\u2028", "__proto__"];
    const long = ["a", "b"].map((end) => "n".repeat(300) + end);
    await withRun(names, (run) => {
      for (const [index, name] of [...odd, ...long].entries()) {
        run.logMetric(name, index, { step: 1 });
      }
    });
    const record = await getRun(namesOf(names), { session });
    for (const name of odd) assert(Object.hasOwn(record.metrics, name), JSON.stringify(name));
    assertEquals(Object.keys(record.metrics).length, odd.length + long.length);
    for (const wanted of [[...odd, ...long], Object.keys(record.metrics)]) {
      const found = await getMetricHistory(record, wanted, { by: "step", session });
      assertEquals(found.map(({ metricName }) => metricName), wanted);
      assertEquals(found.map(({ values }) => values.length), wanted.map(() => 1));
      const whole = await getMetricHistory(record, wanted, { session });
      assertEquals(whole.map(({ values }) => [...values]), found.map(({ values }) => [...values]));
    }
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
