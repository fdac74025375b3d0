import { assertEquals } from "@std/assert";
import { meets, type RunCondition } from "../../src/text/condition.ts";
import type { DescribedRun } from "../../src/text/run_values.ts";
import fc from "../support/fast_check.ts";

function run(parameters: Record<string, string | number>): DescribedRun {
  return { runName: "r", trialComponentName: "e-r", parameters, metrics: {}, tags: {} };
}

Deno.test("meets() finds by existence the runs with a value, and by absence all others", () => {
  const name = fc.constantFrom("lr", "seed", "__proto__", "toString");
  const value = fc.oneof(fc.integer(), fc.constant(""), fc.string());
  fc.assert(fc.property(fc.dictionary(name, value), name, (parameters, name) => {
    const finds = (exists: boolean): boolean =>
      meets(run(parameters), { kind: "exists", property: { kind: "parameter", name }, exists });
    const isThere = Object.hasOwn(parameters, name);
    assertEquals([finds(true), finds(false)], [isThere, !isThere]);
  }));
});

Deno.test("meets() takes all of no conditions as met, and any of none as not", () => {
  const none = (kind: "all" | "any"): RunCondition => ({ kind, of: [] });
  assertEquals([meets(run({}), none("all")), meets(run({}), none("any"))], [true, false]);
});
