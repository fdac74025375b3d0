import type { RunRecord } from "@runlog/sagemaker";
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { lowestFirst, runTable } from "../../../examples/train_penguins/report.ts";

function runRecord(runName: string, losses: Record<string, number> = {}): RunRecord {
  const metrics = Object.entries(losses).map(([name, last]) => [name, {
    last,
    min: last,
    max: last,
    average: last,
    standardDeviation: 0,
    count: 1,
    timestamp: undefined,
  }]);
  return {
    experimentName: "penguins",
    runName,
    displayName: undefined,
    trialComponentName: `penguins-${runName}`,
    arn: "",
    runGroupNames: [],
    status: "Completed",
    statusMessage: undefined,
    startTime: new Date(2026, 0, 2, 3, 4, 5),
    endTime: undefined,
    creationTime: undefined,
    lastModifiedTime: undefined,
    parameters: { hiddenUnits: 16, learningRate: 0.1, weightDecay: 0 },
    metrics: Object.fromEntries(metrics),
    inputArtifacts: {},
    outputArtifacts: {},
    tags: {},
    commit: undefined,
    repository: undefined,
  };
}

Deno.test("lowestFirst() orders runs by the metric, and those without it last", () => {
  const runs = [
    runRecord("unmeasured"),
    runRecord("worst", { loss: 2 }),
    runRecord("best", { loss: 0 }),
    runRecord("middle", { loss: 1 }),
  ];
  const names = lowestFirst(runs, "loss").map((run) => run.runName);
  assertEquals(names, ["best", "middle", "worst", "unmeasured"]);
});

Deno.test("runTable() has a row a run in the order given, with a star for those just recorded", () => {
  const runs = [runRecord("new-1"), runRecord("old-1"), runRecord("new-2")];
  const rows = runTable(runs, ["new-1", "new-2"]).split("\n").filter((row) => /-\d /.test(row));
  assertEquals(rows.map((row) => /^│ (.) │ (\S+) /.exec(row)?.slice(1)), [
    ["*", "new-1"],
    [" ", "old-1"],
    ["*", "new-2"],
  ]);
});

Deno.test("runTable() shows what was set, what came of it and when", () => {
  const table = runTable([
    runRecord("wide", {
      "validation:loss": 0.0208,
      "validation:accuracy": 1,
      "test:accuracy": 0.985507,
    }),
  ], []);
  const cells = "wide Completed 16 0.1 0 0.0208 1.0000 0.9855".split(" ").join("[ │]+");
  assertMatch(table, new RegExp(cells));
  assertStringIncludes(table, "2026-01-02 03:04:05");
});

Deno.test("runTable() leaves cells empty where a run has nothing to show", () => {
  const table = runTable([{ ...runRecord("begun"), status: undefined, parameters: {} }], []);
  assertMatch(table, /│ begun │[ │]+2026/);
});
