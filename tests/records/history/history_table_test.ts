import { assertEquals } from "@std/assert";
import { toHistoryTable } from "../../../mod.ts";

const columns = (...numbers: number[]): Float64Array => Float64Array.from(numbers);

Deno.test("toHistoryTable() has a row for each point, and nulls for what a history does not tell", () => {
  const table = toHistoryTable({
    a: [{
      kind: "point",
      metricName: "loss",
      values: columns(1, 2),
      steps: columns(0, NaN),
      timestamps: columns(1_000, 2_000),
    }],
    b: [
      {
        kind: "step",
        metricName: "loss",
        statistic: "last",
        steps: columns(7),
        values: columns(3),
      },
      {
        kind: "period",
        metricName: "acc",
        statistic: "avg",
        period: "minute",
        timestamps: columns(60_000),
        values: columns(4),
      },
    ],
  });
  assertEquals(table, {
    run: ["a", "a", "b", "b"],
    metric: ["loss", "loss", "loss", "acc"],
    statistic: [null, null, "last", "avg"],
    step: [0, null, 7, null],
    timestamp: [new Date(1_000), new Date(2_000), null, new Date(60_000)],
    value: [1, 2, 3, 4],
  });
  assertEquals(toHistoryTable({}).value, []);
});
