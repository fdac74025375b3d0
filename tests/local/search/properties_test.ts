import { assertEquals } from "@std/assert";
import { valuesOf } from "../../../src/local/search/properties.ts";

const RESOURCE = "ExperimentTrialComponent";

Deno.test("valuesOf() finds a value by each way to read the dots of its path", () => {
  const OutputArtifacts = { a: { Value: "short" }, "a.Value": { Value: "long" } };
  const read = (name: string) => valuesOf(RESOURCE, { OutputArtifacts }, name);
  assertEquals(read("OutputArtifacts.a.Value"), ["short"]);
  assertEquals(read("OutputArtifacts.a.Value.Value"), ["long"]);
  assertEquals(read("OutputArtifacts.a.MediaType"), []);
});

Deno.test("valuesOf() of a statistic that no answer shows, because it is not finite, is empty", () => {
  const Metrics = [{ MetricName: "m", Last: 1e308, StdDev: Infinity, Avg: NaN }];
  const read = (name: string) => valuesOf(RESOURCE, { Metrics }, name);
  assertEquals(read("Metrics.m.StdDev"), []);
  assertEquals(read("Metrics.m.Avg"), []);
  assertEquals(read("Metrics.m.Last"), [1e308]);
});
