import { assertEquals } from "@std/assert";
import { toRecord } from "../../src/records/runs/record.ts";
import { membersOf, ownTags } from "../../src/sync/members.ts";
import { recordOf } from "../support/run_records.ts";

Deno.test("members name files by their far addresses, and everything else as it is", () => {
  const inputArtifacts = {
    data: { value: "s3://near/data.csv", mediaType: "text/csv" },
    page: { value: "https://example.com", mediaType: undefined },
  };
  const { InputArtifacts } = membersOf(
    recordOf({ inputArtifacts }),
    new Map([["s3://near/data.csv", "s3://far/data.csv"]]),
  );
  assertEquals(InputArtifacts, {
    data: { Value: "s3://far/data.csv", MediaType: "text/csv" },
    page: { Value: "https://example.com" },
  });
});

Deno.test("members leave out what a run does not have, and name it by its component without a display name", () => {
  assertEquals(membersOf(recordOf()), {
    DisplayName: "demo-one",
    Parameters: {},
    InputArtifacts: {},
    OutputArtifacts: {},
  });
});

Deno.test("members that are sent and read again make the same run", () => {
  const run = recordOf({
    displayName: "One",
    status: "Failed",
    statusMessage: "diverged",
    startTime: new Date("2026-05-01T10:00:00Z"),
    endTime: new Date("2026-05-01T11:00:00Z"),
    parameters: { rate: 0.1, optimizer: "sgd", constructor: 1 },
    outputArtifacts: { model: { value: "s3://b/model", mediaType: undefined } },
    description: "first try",
    notes: "two\nlines",
  });
  const { experimentName, runName, runGroupNames } = run;
  const component = {
    TrialComponentName: run.trialComponentName,
    TrialComponentArn: run.arn,
    CreationTime: run.creationTime,
    ...membersOf(run),
  };
  assertEquals(toRecord({ component, experimentName, runName, runGroupNames, tags: [] }), run);
});

Deno.test("a run's tags include its marks, and none of AWS's own, which AWS would reject", () => {
  const tags = { team: "vision", "aws:cloudformation:stack": "s", "AWS:x": "y" };
  assertEquals(Object.keys(ownTags(recordOf({ tags }))).length, 2);
  assertEquals(ownTags(recordOf({ tags }))["team"], "vision");
  assertEquals(Object.keys(ownTags(recordOf({ tags, isArchived: true }))).length, 3);
});
