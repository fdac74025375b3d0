import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  isStatistic,
  metricPathProblem,
  metricProperty,
  readMetricPath,
  STATISTICS,
} from "../../src/text/statistics.ts";

Deno.test("a path's last segment is a statistic, almost one, or part of the metric's name", () => {
  assertEquals(readMetricPath("loss"), { name: "loss", statistic: undefined, meant: undefined });
  assertEquals(readMetricPath("val.loss.min"), {
    name: "val.loss",
    statistic: "min",
    meant: undefined,
  });
  assertEquals(readMetricPath("loss.mean").meant, "avg");
  assertEquals(readMetricPath("val.loss").meant, undefined);
  // A metric may be called as a statistic is.
  assertEquals(readMetricPath("min").statistic, undefined);
  assertEquals(readMetricPath(".min").statistic, undefined);
});

Deno.test("words that are almost statistics are refused with the right one", () => {
  const words: Readonly<Record<string, string>> = {
    average: "avg",
    mean: "avg",
    Avg: "avg",
    std: "stddev",
    std_dev: "stddev",
    StdDev: "stddev",
    standardDeviation: "stddev",
    "standard-deviation": "stddev",
    maximum: "max",
    MAX: "max",
    minimum: "min",
    Min: "min",
    latest: "last",
    Last: "last",
    Count: "count",
  };
  for (const [word, right] of Object.entries(words)) {
    assertStringIncludes(metricPathProblem(`loss.${word}`) ?? "", `must be ${right},`);
    assertEquals(metricPathProblem(`loss.${word}.last`), undefined);
    assertEquals(metricPathProblem(word), undefined, "a metric's whole name");
    assertEquals(isStatistic(word), false);
  }
});

Deno.test("metricProperty() names a metric whatever it is called", () => {
  assertEquals(metricProperty("loss"), "metrics.loss");
  for (const name of ["loss.min", "loss.mean", "loss.timestamp"]) {
    assertEquals(metricProperty(name), `metrics.${name}.last`);
    assertEquals(readMetricPath(`${name}.last`).name, name);
  }
  for (const statistic of STATISTICS) {
    assertEquals(metricProperty("loss", statistic), `metrics.loss.${statistic}`);
  }
});
