import crypto from "node:crypto";
import fs from "node:fs";
import sqlite from "node:sqlite";
import { assert, assertEquals, assertGreater, assertLess } from "@std/assert";
import { createLocalService } from "../../src/local.ts";
import { openSqliteStore } from "../../src/local/store.ts";
import { countingSqlite } from "../support/counting_sqlite.ts";
import fc from "../support/fast_check.ts";
import { batchOf, seriesOf } from "../support/points.ts";
import { inFolder } from "../support/temporary_folder.ts";
import { testService } from "./test_service.ts";

/** Points that are read in one turn of the event loop. */
const SLICE = 20_000;

const STATISTICS = ["Min", "Max", "Avg", "Count", "StdDev", "Last"] as const;

function request(query: Readonly<Record<string, unknown>>): Request {
  const ResourceArn = "arn:aws:sagemaker:local:000000000000:experiment-trial-component/run";
  const base = { MetricName: "loss", ResourceArn, MetricStat: "Avg" };
  const along = { Period: "IterationNumber", XAxisType: "IterationNumber" };
  return new Request("http://runlog.local/BatchGetMetrics", {
    method: "POST",
    body: JSON.stringify({ MetricQueries: [{ ...base, ...along, ...query }] }),
  });
}

Deno.test("statistics of a long series read few points per turn of the loop, and a writer of the same process gets its turn", () =>
  inFolder(async (folder) => {
    using counting = countingSqlite(sqlite);
    const store = openSqliteStore({ folder, sqlite: counting.sqlite, fs, crypto });
    const service = createLocalService({ store });
    await store.write(async ({ entities, points }) => {
      const entity = { key: "run", parent: null, created: 1, modified: 1 };
      await entities.put("component", { ...entity, body: { TrialComponentName: "run" } });
      for (let batch = 0; batch < 5; batch++) {
        await points.put(seriesOf("run", "loss", Array.from(Array(SLICE).keys())), 1);
      }
    });
    const time = { Period: "OneHour", XAxisType: "Timestamp" };
    for (const query of [{}, { Start: 19_000 }, time, { ...time, MetricStat: "Last" }]) {
      const before = counting.transactions.length;
      let isAnswered = false;
      const answering = service.fetch(request(query)).finally(() => isAnswered = true);
      while (counting.transactions.slice(before).every(({ read }) => read < SLICE)) {
        await new Promise((resolve) => setTimeout(resolve));
      }
      await store.write(({ objects }) => objects.createBucket("between", 1));
      assert(!isAnswered, "the write is done before the answer");
      assertEquals((await answering).status, 200);
      const reads = counting.transactions.slice(before).filter(({ isWrite }) => !isWrite);
      const byTurn = Map.groupBy(reads, ({ turn }) => turn);
      const most = [...byTurn.values()].map((those) => those.reduce((sum, t) => sum + t.read, 0));
      assertLess(Math.max(...most), SLICE + 10);
      assertGreater(byTurn.size, 4);
    }
    await service.close();
  }));

/** The statistic of the values of one position, computed plainly. */
function plain(statistic: typeof STATISTICS[number], values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (statistic === "Min") return Math.min(...values);
  if (statistic === "Max") return Math.max(...values);
  if (statistic === "Avg") return mean;
  if (statistic === "Count") return values.length;
  if (statistic === "Last") return values.at(-1) ?? NaN;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

Deno.test("of points in any order, the first positions are answered whole, whatever the limit", async () => {
  const steps = fc.array(fc.nat(30), { minLength: 1, maxLength: 120 });
  await fc.assert(
    fc.asyncProperty(
      steps,
      fc.integer({ min: 1, max: 6 }),
      fc.constantFrom(...STATISTICS),
      fc.nat(5),
      async (order, valuesPerMetricQuery, MetricStat, Start) => {
        await using aws = await testService({ undocumentedBehavior: { valuesPerMetricQuery } });
        await aws.sagemaker.createTrialComponent({ TrialComponentName: "run" });
        const rows = order.map((step, value) => ({ name: "loss", value, time: 1, step }));
        await aws.service.metrics.put(batchOf("run", rows));
        const answer = await aws.service.fetch(request({ MetricStat, Start }));
        const { MetricQueryResults: [found] } = await answer.json();
        const groups = Map.groupBy(rows.filter(({ step }) => step >= Start), ({ step }) => step);
        const all = [...groups.keys()].toSorted((a, b) => a - b);
        const places = all.slice(0, valuesPerMetricQuery);
        assertEquals(found.XAxisValues, places);
        assertEquals(found.Status, all.length > places.length ? "Truncated" : "Complete");
        for (const [at, place] of places.entries()) {
          const values = groups.get(place)?.map(({ value }) => value) ?? [];
          assertLess(Math.abs(found.MetricValues[at] - plain(MetricStat, values)), 1e-9);
        }
      },
    ),
    { numRuns: 60 },
  );
});
