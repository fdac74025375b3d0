import { assertEquals } from "@std/assert";
import { WIRE_STATISTICS } from "../../src/rules/statistic.ts";
import { isStatistic, STATISTICS } from "../../src/text/statistics.ts";

Deno.test("isStatistic() knows the names of this library, and no others", () => {
  for (const name of STATISTICS) assertEquals(isStatistic(name), true);
  for (const other of ["Last", "average", "median", "", "toString"]) {
    assertEquals(isStatistic(other), false);
  }
});

Deno.test("every statistic has a name of AWS's", () => {
  assertEquals(Object.keys(WIRE_STATISTICS).toSorted(), STATISTICS.toSorted());
});
