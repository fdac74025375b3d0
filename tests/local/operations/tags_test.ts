import { assertEquals } from "@std/assert";
import { assertRefused, testService } from "../test_service.ts";

Deno.test("Tags of every kind are kept at creation, added, replaced by key and deleted", async () => {
  await using aws = await testService();
  const Tags = [{ Key: "a:b", Value: "1" }, { Key: "empty", Value: "" }];
  const { ExperimentArn } = await aws.sagemaker.createExperiment({ ExperimentName: "demo", Tags });
  const { TrialArn } = await aws.sagemaker.createTrial({
    TrialName: "group",
    ExperimentName: "demo",
    Tags,
  });
  const { TrialComponentArn } = await aws.sagemaker.createTrialComponent({
    TrialComponentName: "run",
    Tags,
  });
  for (const ResourceArn of [ExperimentArn, TrialArn, TrialComponentArn]) {
    assertEquals((await aws.sagemaker.listTags({ ResourceArn })).Tags, Tags);
    const added = await aws.sagemaker.addTags({
      ResourceArn,
      Tags: [{ Key: "a:b", Value: "2" }, { Key: "__proto__", Value: "p" }],
    });
    assertEquals(added.Tags, [
      { Key: "a:b", Value: "2" },
      { Key: "empty", Value: "" },
      { Key: "__proto__", Value: "p" },
    ]);
    await aws.sagemaker.deleteTags({ ResourceArn, TagKeys: ["empty", "absent"] });
    const left = await aws.sagemaker.listTags({ ResourceArn, MaxResults: 50 });
    assertEquals(left.Tags?.map(({ Key }) => Key), ["a:b", "__proto__"]);
  }
});

Deno.test("a new resource has the last value of a tag that is given twice, as AddTags would leave it", async () => {
  await using aws = await testService();
  const Tags = [{ Key: "a", Value: "1" }, { Key: "b", Value: "" }, { Key: "a", Value: "2" }];
  const { ExperimentArn } = await aws.sagemaker.createExperiment({ ExperimentName: "demo", Tags });
  const { TrialArn } = await aws.sagemaker.createTrial({
    TrialName: "group",
    ExperimentName: "demo",
    Tags,
  });
  const { TrialComponentArn } = await aws.sagemaker.createTrialComponent({
    TrialComponentName: "run",
    Tags,
  });
  const { ArtifactArn } = await aws.sagemaker.createArtifact({
    Source: { SourceUri: "s3://b/a" },
    ArtifactType: "Model",
    Tags,
  });
  for (const ResourceArn of [ExperimentArn, TrialArn, TrialComponentArn, ArtifactArn]) {
    const kept = [{ Key: "a", Value: "2" }, { Key: "b", Value: "" }];
    assertEquals((await aws.sagemaker.listTags({ ResourceArn })).Tags, kept);
  }
});

Deno.test("Tags are held to 50 a resource, to AWS's characters, and to resources that exist", async () => {
  await using aws = await testService();
  const { ExperimentArn: ResourceArn } = await aws.sagemaker.createExperiment({
    ExperimentName: "demo",
    Tags: Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}`, Value: "" })),
  });
  const add = (Key: string, Value = ""): Promise<unknown> =>
    aws.sagemaker.addTags({ ResourceArn, Tags: [{ Key, Value }] });
  await add("k0", "ünïcode /=+-@");
  for (const key of ["k50", "", "semi;colon", "k".repeat(129)]) {
    await assertRefused(() => add(key), "ValidationException");
  }
  await assertRefused(() => add("k0", "v".repeat(257)), "ValidationException");
  await assertRefused(
    () => aws.sagemaker.listTags({ ResourceArn, MaxResults: 49 }),
    "ValidationException",
  );
  for (
    const arn of [
      "nonsense",
      ResourceArn?.replace("demo", "other"),
      ResourceArn?.replace(":experiment/", ":constructor/"),
    ]
  ) {
    await assertRefused(() => aws.sagemaker.listTags({ ResourceArn: arn }), "ValidationException");
  }
});
