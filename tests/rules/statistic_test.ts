import { assertEquals } from "@std/assert";
import {
  isStatistic,
  isValueStatistic,
  STATISTICS,
  VALUE_STATISTICS,
} from "../../src/rules/statistic.ts";

Deno.test("isStatistic() knows the names of this library, and no others", () => {
  for (const name of Object.keys(STATISTICS)) assertEquals(isStatistic(name), true);
  for (const other of ["Last", "average", "median", "", "toString"]) {
    assertEquals([isStatistic(other), isValueStatistic(other)], [false, false]);
  }
});

Deno.test("isValueStatistic() leaves out what is not a value of the metric", () => {
  const values = Object.keys(STATISTICS).filter(isValueStatistic);
  assertEquals(values.toSorted(), VALUE_STATISTICS.toSorted());
});
