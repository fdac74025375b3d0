import { assert, assertEquals } from "@std/assert";
import { sortRuns } from "../../src/text/order.ts";
import { readProperty } from "../../src/text/property.ts";
import type { DescribedRun } from "../../src/text/run_values.ts";
import fc from "../support/fast_check.ts";

const property = readProperty("parameters.x");
assert(!("problem" in property));

function run(runName: string, x: string | number | undefined): DescribedRun {
  const parameters = x === undefined ? {} : { x };
  return { runName, trialComponentName: `e-${runName}`, parameters, metrics: {}, tags: {} };
}

const value = fc.oneof(
  fc.constant(undefined),
  fc.integer({ min: -50, max: 50 }),
  fc.constantFrom("adam", "sgd", "step 9", "step 10"),
);

Deno.test("sortRuns() puts numbers before text and runs without a value last, in either order", () => {
  fc.assert(fc.property(fc.array(value, { maxLength: 30 }), (values) => {
    const runs = values.map((value, index) => run(String(index), value));
    for (const order of ["ascending", "descending"] as const) {
      const sorted = sortRuns(runs, property, order);
      assertEquals(new Set(sorted), new Set(runs));
      const kinds = sorted.map(({ parameters: { x } }) => typeof x);
      const rank = { number: 0, string: 1, undefined: 2 } as Record<string, number>;
      for (let at = 1; at < kinds.length; at++) {
        const [before = "", after = ""] = [kinds[at - 1], kinds[at]];
        assert((rank[before] ?? 0) <= (rank[after] ?? 0), `${order}: ${kinds.join()}`);
      }
      const numbers = sorted.map(({ parameters: { x } }) => x).filter((x) => typeof x === "number");
      const sign = order === "ascending" ? 1 : -1;
      assertEquals(numbers, numbers.toSorted((a, b) => sign * (a - b)));
    }
  }));
});

Deno.test("sortRuns() reads numbers in text, and keeps the order of equal runs", () => {
  const runs = [run("a", "step 10"), run("b", "step 9"), run("c", "step 10")];
  const names = (order: "ascending" | "descending") =>
    sortRuns(runs, property, order).map(({ runName }) => runName).join("");
  assertEquals(names("ascending"), "bac");
  assertEquals(names("descending"), "acb");
});
