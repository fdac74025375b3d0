import { assertEquals, assertRejects } from "@std/assert";
import { awsRefusal, scriptedAws } from "../support/scripted_aws.ts";
import { temporaryService } from "../support/services.ts";
import { currentJob, runOfJob } from "../../src/run/job_environment.ts";

const PREFIX = "arn:aws:sagemaker:eu-west-1:000000000000:";

function within<T>(variables: Record<string, string>, work: () => T): T {
  for (const [name, value] of Object.entries(variables)) Deno.env.set(name, value);
  try {
    return work();
  } finally {
    for (const name of Object.keys(variables)) Deno.env.delete(name);
  }
}

Deno.test("currentJob() tells training, then processing, then transform jobs", async () => {
  const config = await Deno.makeTempFile({ suffix: ".json" });
  const processing = `${PREFIX}processing-job/clean`;
  await Deno.writeTextFile(config, JSON.stringify({ ProcessingJobArn: processing }));
  const training = { TRAINING_JOB_ARN: `${PREFIX}training-job/fit` };
  const transform = { TRANSFORM_JOB_ARN: `${PREFIX}transform-job/predict` };
  const kinds = [
    within({ ...training, ...transform }, () => currentJob(config)),
    within(transform, () => currentJob(config)),
    within(transform, () => currentJob("/none")),
    currentJob("/none"),
  ];
  assertEquals(kinds, [
    { kind: "training", arn: training.TRAINING_JOB_ARN, name: "fit" },
    { kind: "processing", arn: processing, name: "clean" },
    { kind: "transform", arn: transform.TRANSFORM_JOB_ARN, name: "predict" },
    undefined,
  ]);
  await Deno.writeTextFile(config, "not JSON");
  assertEquals(currentJob(config), undefined);
  await Deno.remove(config);
});

const JOB = { kind: "training", name: "fit", arn: `${PREFIX}training-job/fit` } as const;

for (const code of ["AccessDeniedException", "UnrecognizedClientException"]) {
  Deno.test(`runOfJob() asks once where the answer is ${code}: it stays the same`, async () => {
    await using service = await temporaryService();
    const aws = await scriptedAws(service, () => awsRefusal(code));
    await using session = aws.session;
    const error = await assertRejects(() => runOfJob(session, JOB, {}), Error);
    assertEquals([error.name, aws.calls.length], [code, 1]);
  });
}

Deno.test("runOfJob() asks again while the job is not known yet, or throttled, or in no experiment", async () => {
  await using service = await temporaryService();
  const answers = [
    awsRefusal("ResourceNotFound"),
    awsRefusal("ThrottlingException"),
    Response.json({ TrainingJobArn: JOB.arn, ExperimentConfig: {} }),
    Response.json({
      TrainingJobArn: JOB.arn,
      ExperimentConfig: { ExperimentName: "demo", RunName: "demo-first" },
    }),
  ];
  const aws = await scriptedAws(
    service,
    ({ operation }) => operation === "DescribeTrainingJob" ? answers.shift() : undefined,
  );
  await using session = aws.session;
  const { runName } = await runOfJob(session, JOB, {});
  assertEquals([runName, answers.length], ["first", 0]);
});
