import { assertEquals } from "@std/assert";
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
