import { assertEquals, assertMatch } from "@std/assert";
import { assertRefused, testService } from "../test_service.ts";

const PREFIX = "arn:aws:sagemaker:local:000000000000:";
const ExperimentConfig = {
  ExperimentName: "demo",
  TrialName: "group",
  RunName: "demo-run",
  TrialComponentDisplayName: "shown",
};
const TrainingJob = {
  TrainingJobName: "Train-1",
  RoleArn: "arn:aws:iam::000000000000:role/r",
  AlgorithmSpecification: { TrainingInputMode: "File" },
  OutputDataConfig: { S3OutputPath: "s3://b/out/" },
  HyperParameters: { rate: "0.1" },
  ExperimentConfig,
} as const;

Deno.test("A training job is given back as it was asked for, in progress", async () => {
  await using aws = await testService({ now: () => 1_700_000_000_000 });
  await aws.sagemaker.createExperiment({ ExperimentName: "demo" });
  await aws.sagemaker.createTrial({ ExperimentName: "demo", TrialName: "group" });
  const Tags = [{ Key: "k", Value: "v" }];
  const { TrainingJobArn } = await aws.sagemaker.createTrainingJob({ ...TrainingJob, Tags });
  assertEquals(TrainingJobArn, `${PREFIX}training-job/train-1`);
  const { $metadata: _, ...found } = await aws.sagemaker.describeTrainingJob({
    TrainingJobName: "TRAIN-1",
  });
  assertEquals<unknown>(found, {
    ...TrainingJob,
    TrainingJobArn,
    TrainingJobStatus: "InProgress",
    SecondaryStatus: "Pending",
    ModelArtifacts: { S3ModelArtifacts: "s3://b/out/TRAIN-1/output/model.tar.gz" },
    StoppingCondition: { MaxRuntimeInSeconds: 86_400 },
    CreationTime: new Date(1_700_000_000_000),
    LastModifiedTime: new Date(1_700_000_000_000),
  });
  assertEquals((await aws.sagemaker.listTags({ ResourceArn: TrainingJobArn })).Tags, Tags);
});

Deno.test("Processing and transform jobs echo what they are part of", async () => {
  await using aws = await testService();
  await aws.sagemaker.createExperiment({ ExperimentName: "demo" });
  await aws.sagemaker.createTrial({ ExperimentName: "demo", TrialName: "group" });
  const { status } = await aws.call("CreateProcessingJob", {
    ProcessingJobName: "job",
    RoleArn: "r",
    ProcessingResources: {},
    AppSpecification: { ImageUri: "i" },
    ExperimentConfig,
  });
  assertEquals(status, 200);
  const processing = await aws.sagemaker.describeProcessingJob({ ProcessingJobName: "job" });
  assertEquals(processing.ExperimentConfig, ExperimentConfig);
  assertEquals(processing.ProcessingJobStatus, "InProgress");
  await aws.call("CreateTransformJob", {
    TransformJobName: "job",
    ModelName: "m",
    TransformInput: {},
    TransformOutput: {},
    TransformResources: {},
    ExperimentConfig,
  });
  const transform = await aws.sagemaker.describeTransformJob({ TransformJobName: "job" });
  assertEquals(transform.ExperimentConfig, ExperimentConfig);
  assertEquals(transform.TransformJobArn, `${PREFIX}transform-job/job`);
});

Deno.test("Jobs are refused whose name is taken, whose parts are absent, or which lack a member", async () => {
  await using aws = await testService();
  const { ExperimentConfig: _, ...alone } = TrainingJob;
  await aws.sagemaker.createTrainingJob(alone);
  await assertRefused(() => aws.sagemaker.createTrainingJob(alone), "ResourceInUse");
  const TrainingJobName = "other";
  await assertRefused(
    () => aws.sagemaker.createTrainingJob({ ...TrainingJob, TrainingJobName }),
    "ResourceNotFound",
  );
  for (
    const rest of [{ RoleArn: undefined }, { TrainingJobName: "a_b" }, {
      TrainingJobName: "a".repeat(64),
    }]
  ) {
    const { status, body } = await aws.call("CreateTrainingJob", {
      ...alone,
      TrainingJobName,
      ...rest,
    });
    assertEquals([status, body["__type"]], [400, "ValidationException"]);
  }
  await assertRefused(
    () => aws.sagemaker.describeTrainingJob({ TrainingJobName }),
    "ValidationException",
    /Requested resource not found/,
  );
});

Deno.test("A job has a trial component, found by its ARN and beside the runs of its trial", async () => {
  await using aws = await testService({ quotas: { componentsPerTrial: 1 } });
  await aws.sagemaker.createExperiment({ ExperimentName: "demo" });
  await aws.sagemaker.createTrial({ ExperimentName: "demo", TrialName: "group" });
  const { TrainingJobArn: SourceArn } = await aws.sagemaker.createTrainingJob(TrainingJob);
  const { TrialComponentSummaries } = await aws.sagemaker.listTrialComponents({ SourceArn });
  const name = "Train-1-aws-training-job";
  const source = { SourceArn, SourceType: "SageMakerTrainingJob" };
  assertEquals(
    TrialComponentSummaries?.map((found) => [
      found.TrialComponentName,
      found.DisplayName,
      found.TrialComponentSource,
    ]),
    [[name, "shown", source]],
  );
  const described = await aws.sagemaker.describeTrialComponent({ TrialComponentName: name });
  assertEquals([described.Source, described.Status?.PrimaryStatus], [source, "InProgress"]);
  const { Results } = await aws.sagemaker.search({
    Resource: "ExperimentTrialComponent",
    SearchExpression: { Filters: [{ Name: "Source.SourceArn", Value: SourceArn }] },
  });
  assertEquals(
    Results?.map(({ TrialComponent }) => [TrialComponent?.RunName, TrialComponent?.Parents]),
    [
      ["demo-run", [{ TrialName: "group", ExperimentName: "demo" }]],
    ],
  );
  // Components of jobs do not count towards the trial's quota.
  const link = { TrialName: "group", TrialComponentName: "run" };
  await aws.sagemaker.createTrialComponent({ TrialComponentName: "run" });
  await aws.sagemaker.associateTrialComponent(link);
  await aws.sagemaker.createTrialComponent({ TrialComponentName: "run-2" });
  await assertRefused(
    () => aws.sagemaker.associateTrialComponent({ ...link, TrialComponentName: "run-2" }),
    "ResourceLimitExceeded",
  );
  await assertRefused(
    () => aws.sagemaker.deleteTrial({ TrialName: "group" }),
    "ValidationException",
  );
});

Deno.test("A job that names an experiment alone gets a trial; one that names nothing is in none", async () => {
  await using aws = await testService();
  await aws.sagemaker.createExperiment({ ExperimentName: "demo" });
  const parts = { ExperimentName: "demo" };
  await aws.sagemaker.createTrainingJob({ ...TrainingJob, ExperimentConfig: parts });
  const { TrialSummaries } = await aws.sagemaker.listTrials({ ExperimentName: "demo" });
  assertMatch(TrialSummaries?.[0]?.TrialName ?? "", /^Trial-\d{4}-\d\d-\d\d-\d{6}-[0-9a-f]{4}$/);
  const { TrialComponentSummaries } = await aws.sagemaker.listTrialComponents(parts);
  assertEquals(TrialComponentSummaries?.length, 1);
  const TrainingJobName = "alone";
  const { ExperimentConfig: _, ...alone } = { ...TrainingJob, TrainingJobName };
  await aws.sagemaker.createTrainingJob(alone);
  const trials = await aws.sagemaker.listTrials({
    TrialComponentName: "alone-aws-training-job",
  });
  assertEquals(trials.TrialSummaries, []);
});

Deno.test("A job is refused whose trial is of another experiment", async () => {
  await using aws = await testService();
  for (const ExperimentName of ["demo", "other"]) {
    await aws.sagemaker.createExperiment({ ExperimentName });
  }
  await aws.sagemaker.createTrial({ ExperimentName: "other", TrialName: "group" });
  await assertRefused(
    () => aws.sagemaker.createTrainingJob(TrainingJob),
    "ValidationException",
    /not part of/,
  );
  await assertRefused(
    () => aws.sagemaker.describeTrainingJob({ TrainingJobName: TrainingJob.TrainingJobName }),
    "ValidationException",
  );
});
