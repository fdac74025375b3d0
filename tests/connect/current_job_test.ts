import { assertEquals } from "@std/assert";
import { currentJob } from "../../src/connect/current_job.ts";

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
