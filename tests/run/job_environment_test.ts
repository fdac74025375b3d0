import { assertEquals, assertRejects } from "@std/assert";
import { awsRefusal, scriptedAws } from "../support/scripted_aws.ts";
import { temporaryService } from "../support/services.ts";
import { runOfJob } from "../../src/run/job_environment.ts";

const PREFIX = "arn:aws:sagemaker:eu-west-1:000000000000:";

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
