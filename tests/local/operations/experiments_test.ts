import { assertEquals } from "@std/assert";
import { assertRefused, testService, tickingClock } from "../test_service.ts";

Deno.test("CreateExperiment answers an ARN of the lower-case name", async () => {
  await using aws = await testService({ region: "eu-west-1", accountId: "123456789012" });
  const { ExperimentArn } = await aws.sagemaker.createExperiment({ ExperimentName: "Demo" });
  assertEquals(ExperimentArn, "arn:aws:sagemaker:eu-west-1:123456789012:experiment/demo");
});

Deno.test("DescribeExperiment finds a name in any case and keeps how it was written", async () => {
  await using aws = await testService({ now: () => 1_700_000_000_500 });
  await aws.sagemaker.createExperiment({ ExperimentName: "Demo", Description: "one\ttabbed line" });
  const { $metadata: _, ...found } = await aws.sagemaker.describeExperiment({
    ExperimentName: "dEMO",
  });
  assertEquals(found, {
    ExperimentName: "Demo",
    ExperimentArn: "arn:aws:sagemaker:local:000000000000:experiment/demo",
    DisplayName: "Demo",
    Description: "one\ttabbed line",
    CreationTime: new Date(1_700_000_000_500),
    LastModifiedTime: new Date(1_700_000_000_500),
  });
});

Deno.test("a description of several lines is refused, because no dot of AWS's patterns matches a line end", async () => {
  await using aws = await testService();
  for (const end of ["\n", "\r", "\u0085", "\u2028", "\u2029"]) {
    await assertRefused(
      () => aws.sagemaker.createExperiment({ ExperimentName: "d", Description: `two${end}lines` }),
      "ValidationException",
      /at 'description' failed to satisfy constraint: .*pattern: \.\*/s,
    );
  }
});

Deno.test("CreateExperiment refuses a name that exists in another case", async () => {
  await using aws = await testService();
  await aws.sagemaker.createExperiment({ ExperimentName: "demo" });
  await assertRefused(
    () => aws.sagemaker.createExperiment({ ExperimentName: "DEMO" }),
    "ValidationException",
    /DEMO.*already exists/,
  );
});

Deno.test("CreateExperiment refuses names outside AWS's pattern, in AWS's words", async () => {
  await using aws = await testService();
  for (const name of ["a_b", "-a", "a-", "a b", "a.b", "ü", "a".repeat(121)]) {
    await assertRefused(
      () => aws.sagemaker.createExperiment({ ExperimentName: name }),
      "ValidationException",
      /^\d validation errors? detected: Value '.*' at 'experimentName' failed to satisfy constraint: Member must /,
    );
  }
  await aws.sagemaker.createExperiment({ ExperimentName: "a--b".padEnd(120, "c") });
});

Deno.test("CreateExperiment without a name says that the member must not be null", async () => {
  await using aws = await testService();
  assertEquals(await aws.call("CreateExperiment", {}), {
    status: 400,
    body: {
      __type: "ValidationException",
      Message: "1 validation error detected: Value 'null' at 'experimentName' failed to satisfy " +
        "constraint: Member must not be null",
      message: "1 validation error detected: Value 'null' at 'experimentName' failed to satisfy " +
        "constraint: Member must not be null",
    },
  });
});

Deno.test("UpdateExperiment changes what it mentions and nothing else", async () => {
  await using aws = await testService({ now: tickingClock() });
  const ExperimentName = "demo";
  await aws.sagemaker.createExperiment({ ExperimentName, Description: "before" });
  await aws.sagemaker.updateExperiment({ ExperimentName, DisplayName: "shown" });
  const found = await aws.sagemaker.describeExperiment({ ExperimentName });
  assertEquals([found.DisplayName, found.Description], ["shown", "before"]);
  assertEquals(Number(found.LastModifiedTime) > Number(found.CreationTime), true);
});

Deno.test("DeleteExperiment refuses while trials are left", async () => {
  await using aws = await testService();
  const ExperimentName = "demo";
  await aws.sagemaker.createExperiment({ ExperimentName });
  await aws.sagemaker.createTrial({ ExperimentName, TrialName: "group" });
  await assertRefused(
    () => aws.sagemaker.deleteExperiment({ ExperimentName }),
    "ValidationException",
  );
  await aws.sagemaker.deleteTrial({ TrialName: "group" });
  await aws.sagemaker.deleteExperiment({ ExperimentName });
  for (
    const call of [
      () => aws.sagemaker.describeExperiment({ ExperimentName }),
      () => aws.sagemaker.updateExperiment({ ExperimentName }),
      () => aws.sagemaker.deleteExperiment({ ExperimentName }),
      () => aws.sagemaker.createTrial({ ExperimentName, TrialName: "group" }),
      () => aws.sagemaker.listTrials({ ExperimentName }),
      () => aws.sagemaker.listTrialComponents({ ExperimentName }),
    ]
  ) await assertRefused(call, "ResourceNotFound");
});

async function listAll(
  list: (token: string | undefined) => Promise<{ names: string[]; next: string | undefined }>,
): Promise<string[]> {
  const all: string[] = [];
  let token: string | undefined;
  do {
    const { names, next } = await list(token);
    all.push(...names);
    token = next;
  } while (token !== undefined);
  return all;
}

Deno.test("ListExperiments pages through equal times without loss or repetition", async () => {
  await using aws = await testService({ now: () => 1_700_000_000_000 });
  const names = Array.from({ length: 25 }, (_, index) => `e${String(index).padStart(2, "0")}`);
  for (const ExperimentName of names) await aws.sagemaker.createExperiment({ ExperimentName });
  for (const SortBy of ["Name", "CreationTime", undefined] as const) {
    for (const SortOrder of ["Ascending", "Descending", undefined] as const) {
      const listed = await listAll(async (NextToken) => {
        const page = await aws.sagemaker.listExperiments({
          SortBy,
          SortOrder,
          NextToken,
          MaxResults: 7,
        });
        return {
          names: page.ExperimentSummaries?.map(({ ExperimentName }) => ExperimentName ?? "") ?? [],
          next: page.NextToken,
        };
      });
      assertEquals(listed, SortOrder === "Ascending" ? names : names.toReversed());
    }
  }
});

Deno.test("ListExperiments gives ten by default, and none outside the times asked for", async () => {
  await using aws = await testService({ now: tickingClock(0) });
  for (let index = 1; index <= 12; index++) {
    await aws.sagemaker.createExperiment({ ExperimentName: `e${index}` });
  }
  const first = await aws.sagemaker.listExperiments({});
  assertEquals(first.ExperimentSummaries?.length, 10);
  const some = await aws.sagemaker.listExperiments({ MaxResults: 100 });
  const times = some.ExperimentSummaries?.map(({ CreationTime }) => CreationTime) ?? [];
  const between = await aws.sagemaker.listExperiments({
    CreatedAfter: times[4],
    CreatedBefore: times[1],
  });
  assertEquals(
    between.ExperimentSummaries?.map(({ ExperimentName }) => ExperimentName),
    ["e10", "e9"],
  );
});

Deno.test("ListExperiments refuses a token that is not its own, and page sizes outside 1 to 100", async () => {
  await using aws = await testService();
  for (const NextToken of ["x", btoa("[1]"), btoa('["a","b"]'), "ü"]) {
    await assertRefused(() => aws.sagemaker.listExperiments({ NextToken }), "ValidationException");
  }
  for (const MaxResults of [0, 101]) {
    await assertRefused(() => aws.sagemaker.listExperiments({ MaxResults }), "ValidationException");
  }
});
