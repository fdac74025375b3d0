import type { RunRecord } from "@runlog/sagemaker";
import { assertEquals, assertLessOrEqual } from "@std/assert";
import { lowestFirst, runTable } from "../../../examples/train_penguins/report.ts";

function runRecord(runName: string, losses: Record<string, number> = {}): RunRecord {
  const metrics = Object.entries(losses).map(([name, last]) => [name, {
    last,
    min: last,
    max: last,
    avg: last,
    stddev: 0,
    count: 1,
    timestamp: undefined,
  }]);
  return {
    experimentName: "penguins",
    runName,
    displayName: undefined,
    description: undefined,
    notes: undefined,
    isArchived: false,
    trialComponentName: `penguins-${runName}`,
    arn: "",
    runGroupNames: [],
    status: "Completed",
    statusMessage: undefined,
    startTime: undefined,
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
  const rows = runTable(runs, ["new-1", "new-2"]).split("\n").slice(2);
  assertEquals(rows.map((row) => row.slice(0, 7)), ["* new-1", "  old-1", "* new-2"]);
});

Deno.test("runTable() lines up what was set and what came of it, empty where a run has nothing", () => {
  const wide = runRecord("wide", { "validation:loss": 0.0208, "test:accuracy": 0.985507 });
  const begun: RunRecord = { ...runRecord("begun"), status: "InProgress", parameters: {} };
  assertEquals(
    runTable([wide, begun], ["wide"]),
    `
                     hidden  learning  weight  validation      test
  run    status       units      rate   decay        loss  accuracy
* wide   Completed       16       0.1       0      0.0208    0.9855
  begun  InProgress`.slice(1),
  );
});

Deno.test("runTable() fits 80 columns with the names of the example", () => {
  const run = runRecord("decayed-0123abcd", { "validation:loss": 0.1, "test:accuracy": 1 });
  const table = runTable([{ ...run, status: "InProgress" }], [run.runName]);
  assertLessOrEqual(Math.max(...table.split("\n").map((line) => line.length)), 80);
});
