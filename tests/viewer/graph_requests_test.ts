import { assertEquals } from "@std/assert";
import { withRun } from "../../mod.ts";
import { graph, graphs } from "../../src/viewer/server/metrics.ts";
import type { GraphFacts } from "../../src/viewer/wire.ts";
import { scriptedAws } from "../support/scripted_aws.ts";
import { temporaryService } from "../support/services.ts";

Deno.test("the viewer lists a run's graphs once, however many of them it draws", async () => {
  await using service = await temporaryService();
  const { session, calls, reset } = await scriptedAws(service, undefined, { turns: 0 });
  const names = { experimentName: "demo", runName: "first" };
  await withRun({ ...names, session, captureEnvironment: false }, async (run) => {
    for (let index = 0; index < 6; index++) await run.logRocCurve([0, 1], [0.2, 0.7]);
  });
  const ask = (more: Record<string, string> = {}) => ({
    session,
    query: new URLSearchParams({ experiment: "demo", run: "first", ...more }),
    signal: undefined,
  });
  reset();
  const found: readonly GraphFacts[] = await (await graphs(ask())).json();
  for (const { artifactArn } of found) {
    assertEquals((await (await graph(ask({ artifact: artifactArn }))).json()).type, "ROCCurve");
  }
  const counts = Map.groupBy(calls, ({ operation }) => operation.replace(/ .*/, ""));
  assertEquals(
    Object.fromEntries([...counts].map(([operation, { length }]) => [operation, length])),
    { DescribeTrialComponent: 1, ListAssociations: 2, DescribeArtifact: 6, GET: 6 },
  );
  await session[Symbol.asyncDispose]();
});
