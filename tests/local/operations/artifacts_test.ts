import type { DescribeArtifactResponse } from "@aws-sdk/client-sagemaker";
import { assert, assertEquals, assertGreater, assertMatch } from "@std/assert";
import { assertRefused, testService, tickingClock } from "../test_service.ts";

const source = (SourceUri: string): { Source: { SourceUri: string } } => ({
  Source: { SourceUri },
});

Deno.test("An artifact comes back with every member, under an ARN of the service's own", async () => {
  await using aws = await testService({ now: () => 1_700_000_000_000 });
  const members = {
    ArtifactName: "Roc-Curve",
    ArtifactType: "ROCCurve",
    Source: {
      SourceUri: "s3://b/k.json",
      SourceTypes: [{ SourceIdType: "S3ETag", Value: '"abc"' } as const],
    },
    Properties: { "__proto__x": "1" },
    MetadataProperties: { CommitId: "c" },
  };
  const { ArtifactArn } = await aws.sagemaker.createArtifact({
    ...members,
    Tags: [{ Key: "k", Value: "v" }],
  });
  assertMatch(ArtifactArn ?? "", /^arn:aws:sagemaker:local:000000000000:artifact\/[0-9a-f]{32}$/);
  const { $metadata: _, ...found } = await aws.sagemaker.describeArtifact({ ArtifactArn });
  assertEquals<unknown>(found, {
    ...members,
    ArtifactArn,
    CreationTime: new Date(1_700_000_000_000),
    LastModifiedTime: new Date(1_700_000_000_000),
  });
  const { Tags } = await aws.sagemaker.listTags({ ResourceArn: ArtifactArn });
  assertEquals(Tags, [{ Key: "k", Value: "v" }]);
});

Deno.test("An artifact is known by its URI and the types of it, in any order, and not by its name", async () => {
  await using aws = await testService();
  const types = (...values: string[]): { SourceIdType: "S3ETag" | "Custom"; Value: string }[] =>
    values.map((Value) => ({ SourceIdType: Value.startsWith('"') ? "S3ETag" : "Custom", Value }));
  const create = (SourceUri: string, ...values: string[]): Promise<unknown> =>
    aws.sagemaker.createArtifact({
      ArtifactName: "Confusion-Matrix",
      ArtifactType: "ConfusionMatrix",
      Source: { SourceUri, SourceTypes: types(...values) },
    });
  await create("s3://b/k", '"e1"', "c");
  await create("s3://b/k", '"e2"');
  await create("s3://b/k");
  await create("s3://b/other", '"e1"', "c");
  for (const known of [['"e1"', "c"], ["c", '"e1"'], ['"e2"'], []]) {
    await assertRefused(
      () => create("s3://b/k", ...known),
      "ValidationException",
      /Confusion-Matrix.*already exists/,
    );
  }
});

Deno.test("Artifacts can be held to names of their own", async () => {
  await using aws = await testService({ undocumentedBehavior: { uniqueArtifactNames: true } });
  const create = (SourceUri: string, ArtifactName?: string): Promise<unknown> =>
    aws.sagemaker.createArtifact({ ArtifactName, ArtifactType: "Model", ...source(SourceUri) });
  await create("s3://b/1", "one");
  await assertRefused(
    () => create("s3://b/2", "ONE"),
    "ValidationException",
    /ONE.*already exists/,
  );
  await create("s3://b/2", "two");
  await create("s3://b/3");
  await create("s3://b/4");
});

Deno.test("Artifacts and associations are held to the account's quotas", async () => {
  await using aws = await testService({ quotas: { artifacts: 3, associations: 1 } });
  const arns: (string | undefined)[] = [];
  const create = async (): Promise<void> => {
    const uri = `s3://b/${arns.length}`;
    const made = await aws.sagemaker.createArtifact({ ArtifactType: "Model", ...source(uri) });
    arns.push(made.ArtifactArn);
  };
  for (let index = 0; index < 3; index++) await create();
  await assertRefused(create, "ResourceLimitExceeded", /artifacts.* is 3/);
  const [SourceArn, DestinationArn, other] = arns;
  await aws.sagemaker.addAssociation({ SourceArn, DestinationArn });
  await assertRefused(
    () => aws.sagemaker.addAssociation({ SourceArn, DestinationArn: other }),
    "ResourceLimitExceeded",
    /associations.* is 1/,
  );
});

Deno.test("ListArtifacts gives those of a source, of a type, and page by page", async () => {
  await using aws = await testService({ now: () => 1_700_000_000_000 });
  for (let index = 0; index < 6; index++) {
    await aws.sagemaker.createArtifact({
      ArtifactName: `a${index}`,
      ArtifactType: index < 3 ? "Model" : "DataSet",
      Source: {
        SourceUri: `s3://b/${index % 2}'"`,
        SourceTypes: [{ SourceIdType: "Custom", Value: `${index}` }],
      },
    });
  }
  const list = async (query: Record<string, unknown>): Promise<string[]> => {
    const names: string[] = [];
    let NextToken: string | undefined;
    do {
      const page = await aws.sagemaker.listArtifacts({ ...query, MaxResults: 2, NextToken });
      names.push(...page.ArtifactSummaries?.map(({ ArtifactName }) => ArtifactName ?? "") ?? []);
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    return names.toSorted();
  };
  assertEquals(await list({}), ["a0", "a1", "a2", "a3", "a4", "a5"]);
  assertEquals(await list({ SourceUri: "s3://b/0'\"" }), ["a0", "a2", "a4"]);
  assertEquals(await list({ SourceUri: "s3://b/0'\"", ArtifactType: "Model" }), ["a0", "a2"]);
  assertEquals(await list({ SourceUri: "s3://b/none" }), []);
});

Deno.test("DeleteArtifact takes an ARN or a source, and waits for associations", async () => {
  await using aws = await testService();
  const create = async (uri: string): Promise<string | undefined> =>
    (await aws.sagemaker.createArtifact({ ArtifactType: "Model", ...source(uri) })).ArtifactArn;
  const [one, two] = [await create("s3://b/1"), await create("s3://b/2")];
  const ends = { SourceArn: one, DestinationArn: two };
  await aws.sagemaker.addAssociation(ends);
  for (const ArtifactArn of [one, two]) {
    await assertRefused(() => aws.sagemaker.deleteArtifact({ ArtifactArn }), "ValidationException");
  }
  await aws.sagemaker.deleteAssociation(ends);
  await aws.sagemaker.deleteArtifact({ ArtifactArn: one });
  assertEquals((await aws.sagemaker.deleteArtifact(source("s3://b/2"))).ArtifactArn, two);
  await assertRefused(() => aws.sagemaker.deleteArtifact(source("s3://b/2")), "ResourceNotFound");
  await assertRefused(() => aws.sagemaker.deleteArtifact({}), "ValidationException");
  await assertRefused(
    () => aws.sagemaker.describeArtifact({ ArtifactArn: one }),
    "ResourceNotFound",
  );
});

Deno.test("UpdateArtifact replaces the name and the properties, in associations too", async () => {
  await using aws = await testService({ now: tickingClock() });
  const { ArtifactArn } = await aws.sagemaker.createArtifact({
    ArtifactName: "before",
    ArtifactType: "Model",
    ...source("s3://b/1"),
    Properties: { a: "1", b: "2" },
  });
  const update = async (change: object): Promise<DescribeArtifactResponse> => {
    const answer = await aws.sagemaker.updateArtifact({ ArtifactArn, ...change });
    assertEquals(answer.ArtifactArn, ArtifactArn);
    return await aws.sagemaker.describeArtifact({ ArtifactArn });
  };
  const removed = await update({ PropertiesToRemove: ["a"] });
  assertEquals([removed.ArtifactName, removed.Properties], ["before", { b: "2" }]);
  const replaced = await update({ Properties: { c: "3".repeat(4_096) } });
  assertEquals(replaced.Properties, { c: "3".repeat(4_096) });
  assert(replaced.CreationTime && replaced.LastModifiedTime);
  assertGreater(replaced.LastModifiedTime, replaced.CreationTime);
  const { TrialComponentArn: run } = await aws.sagemaker.createTrialComponent({
    TrialComponentName: "run",
  });
  await aws.sagemaker.addAssociation({ SourceArn: ArtifactArn, DestinationArn: run });
  await aws.sagemaker.addAssociation({ SourceArn: run, DestinationArn: ArtifactArn });
  assertEquals((await update({ ArtifactName: "after" })).ArtifactName, "after");
  const { AssociationSummaries } = await aws.sagemaker.listAssociations({ SortBy: "SourceArn" });
  assertEquals(AssociationSummaries?.map((one) => [one.SourceName, one.DestinationName]), [
    ["run", "after"],
    ["after", "run"],
  ]);
  const absent = `${ArtifactArn}0`;
  await assertRefused(
    () => aws.sagemaker.updateArtifact({ ArtifactArn: absent }),
    "ResourceNotFound",
  );
});

Deno.test("UpdateArtifact takes the name of another artifact only if names need not be unique", async () => {
  for (const uniqueArtifactNames of [false, true]) {
    await using aws = await testService({ undocumentedBehavior: { uniqueArtifactNames } });
    const create = async (ArtifactName: string): Promise<string | undefined> =>
      (await aws.sagemaker.createArtifact({
        ArtifactName,
        ArtifactType: "Model",
        ...source(`s3://b/${ArtifactName}`),
      })).ArtifactArn;
    const [one, two] = [await create("one"), await create("two")];
    await aws.sagemaker.updateArtifact({ ArtifactArn: one, ArtifactName: "ONE" });
    const rename = (): Promise<unknown> =>
      aws.sagemaker.updateArtifact({ ArtifactArn: two, ArtifactName: "one" });
    if (uniqueArtifactNames) await assertRefused(rename, "ValidationException", /already exists/);
    else await rename();
  }
});
