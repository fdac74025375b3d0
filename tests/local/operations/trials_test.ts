import { assertEquals } from "@std/assert";
import { assertRefused, testService } from "../test_service.ts";

Deno.test("CreateTrial needs an experiment, found in any case and kept as it was written", async () => {
  await using aws = await testService();
  await aws.sagemaker.createExperiment({ ExperimentName: "Demo" });
  await aws.sagemaker.createTrial({
    TrialName: "Default-Run-Group-demo",
    ExperimentName: "DEMO",
    MetadataProperties: { CommitId: "abc" },
  });
  const found = await aws.sagemaker.describeTrial({ TrialName: "default-run-group-DEMO" });
  assertEquals([found.TrialName, found.DisplayName, found.ExperimentName, found.TrialArn], [
    "Default-Run-Group-demo",
    "Default-Run-Group-demo",
    "Demo",
    "arn:aws:sagemaker:local:000000000000:experiment-trial/default-run-group-demo",
  ]);
  assertEquals(found.MetadataProperties, { CommitId: "abc" });
});

Deno.test("CreateTrial refuses a name that another experiment's trial has", async () => {
  await using aws = await testService();
  await aws.sagemaker.createExperiment({ ExperimentName: "one" });
  await aws.sagemaker.createExperiment({ ExperimentName: "two" });
  await aws.sagemaker.createTrial({ TrialName: "group", ExperimentName: "one" });
  await assertRefused(
    () => aws.sagemaker.createTrial({ TrialName: "Group", ExperimentName: "two" }),
    "ValidationException",
    /already exists/,
  );
});

Deno.test("CreateTrial refuses the 301st trial of an experiment at AWS's quota", async () => {
  await using aws = await testService({ awsQuotas: true });
  await aws.sagemaker.createExperiment({ ExperimentName: "demo" });
  for (let index = 0; index < 300; index++) {
    await aws.sagemaker.createTrial({ TrialName: `t${index}`, ExperimentName: "demo" });
  }
  const create = (): Promise<unknown> =>
    aws.sagemaker.createTrial({ TrialName: "t300", ExperimentName: "demo" });
  await assertRefused(create, "ResourceLimitExceeded", /300/);
  await aws.sagemaker.deleteTrial({ TrialName: "t0" });
  await create();
});

Deno.test("UpdateTrial changes the display name, and DeleteTrial waits for its components", async () => {
  await using aws = await testService();
  await aws.sagemaker.createExperiment({ ExperimentName: "demo" });
  await aws.sagemaker.createTrial({ TrialName: "group", ExperimentName: "demo" });
  await aws.sagemaker.updateTrial({ TrialName: "group", DisplayName: "shown" });
  assertEquals((await aws.sagemaker.describeTrial({ TrialName: "group" })).DisplayName, "shown");
  await aws.sagemaker.createTrialComponent({ TrialComponentName: "run" });
  const link = { TrialName: "group", TrialComponentName: "run" };
  await aws.sagemaker.associateTrialComponent(link);
  await assertRefused(
    () => aws.sagemaker.deleteTrial({ TrialName: "group" }),
    "ValidationException",
  );
  await aws.sagemaker.disassociateTrialComponent(link);
  await aws.sagemaker.deleteTrial({ TrialName: "group" });
  for (
    const call of [
      () => aws.sagemaker.describeTrial({ TrialName: "group" }),
      () => aws.sagemaker.updateTrial({ TrialName: "group" }),
      () => aws.sagemaker.deleteTrial({ TrialName: "group" }),
      () => aws.sagemaker.associateTrialComponent(link),
      () => aws.sagemaker.listTrialComponents({ TrialName: "group" }),
    ]
  ) await assertRefused(call, "ResourceNotFound");
});

Deno.test("ListTrials gives those of an experiment, and those that hold a component", async () => {
  await using aws = await testService();
  for (const ExperimentName of ["one", "two"]) {
    await aws.sagemaker.createExperiment({ ExperimentName });
    for (const letter of ["a", "b"]) {
      await aws.sagemaker.createTrial({ TrialName: `${ExperimentName}-${letter}`, ExperimentName });
    }
  }
  await aws.sagemaker.createTrialComponent({ TrialComponentName: "run" });
  for (const TrialName of ["one-a", "two-b"]) {
    await aws.sagemaker.associateTrialComponent({ TrialName, TrialComponentName: "run" });
  }
  const names = async (
    query: { ExperimentName?: string; TrialComponentName?: string },
  ): Promise<unknown> => {
    const answer = await aws.sagemaker.listTrials({
      ...query,
      SortBy: "Name",
      SortOrder: "Ascending",
    });
    return answer.TrialSummaries?.map(({ TrialName }) => TrialName);
  };
  assertEquals(await names({}), ["one-a", "one-b", "two-a", "two-b"]);
  assertEquals(await names({ ExperimentName: "ONE" }), ["one-a", "one-b"]);
  assertEquals(await names({ TrialComponentName: "RUN" }), ["one-a", "two-b"]);
  assertEquals(await names({ ExperimentName: "two", TrialComponentName: "run" }), ["two-b"]);
  await assertRefused(() => names({ TrialComponentName: "none" }), "ResourceNotFound");
});
