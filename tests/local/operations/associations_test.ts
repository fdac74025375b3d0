import type { ListAssociationsRequest } from "@aws-sdk/client-sagemaker";
import { assertEquals } from "@std/assert";
import { assertRefused, type TestService, testService, tickingClock } from "../test_service.ts";

interface Lineage extends AsyncDisposable {
  readonly aws: TestService;
  readonly run: string | undefined;
  readonly artifacts: readonly (string | undefined)[];
}

/** A run, which used a data set and produced a model. */
async function lineage(): Promise<Lineage> {
  const aws = await testService({ now: tickingClock() });
  const { TrialComponentArn: run } = await aws.sagemaker.createTrialComponent({
    TrialComponentName: "Demo-Run",
  });
  const artifacts = [];
  for (const ArtifactType of ["DataSet", "Model"]) {
    const { ArtifactArn } = await aws.sagemaker.createArtifact({
      ArtifactName: `the-${ArtifactType}`,
      ArtifactType,
      Source: { SourceUri: `s3://b/${ArtifactType}` },
    });
    artifacts.push(ArtifactArn);
  }
  const [SourceArn, DestinationArn] = artifacts;
  await aws.sagemaker.addAssociation({
    SourceArn,
    DestinationArn: run,
    AssociationType: "ContributedTo",
  });
  await aws.sagemaker.addAssociation({
    SourceArn: run,
    DestinationArn,
    AssociationType: "Produced",
  });
  return { aws, run, artifacts, [Symbol.asyncDispose]: () => aws[Symbol.asyncDispose]() };
}

Deno.test("ListAssociations says what both ends are", async () => {
  await using found = await lineage();
  const { AssociationSummaries } = await found.aws.sagemaker.listAssociations({
    SourceArn: found.run,
  });
  const [{ CreationTime, ...summary } = {}] = AssociationSummaries ?? [];
  assertEquals<unknown>(summary, {
    SourceArn: found.run,
    SourceType: "TrialComponent",
    SourceName: "Demo-Run",
    DestinationArn: found.artifacts[1],
    DestinationType: "Model",
    DestinationName: "the-Model",
    AssociationType: "Produced",
  });
  assertEquals(CreationTime instanceof Date, true);
});

Deno.test("ListAssociations filters by either end, sorts and pages", async () => {
  await using found = await lineage();
  const types = async (query: ListAssociationsRequest): Promise<unknown> =>
    (await found.aws.sagemaker.listAssociations(query)).AssociationSummaries
      ?.map(({ SourceType }) => SourceType);
  assertEquals(await types({}), ["TrialComponent", "DataSet"]);
  assertEquals(await types({ SortOrder: "Ascending" }), ["DataSet", "TrialComponent"]);
  assertEquals(await types({ SortBy: "SourceType" }), ["TrialComponent", "DataSet"]);
  assertEquals(await types({ SortBy: "DestinationType", SortOrder: "Ascending" }), [
    "TrialComponent",
    "DataSet",
  ]);
  assertEquals(await types({ DestinationArn: found.run }), ["DataSet"]);
  assertEquals(await types({ DestinationType: "Model" }), ["TrialComponent"]);
  assertEquals(await types({ AssociationType: "SameAs" }), []);
  const first = await found.aws.sagemaker.listAssociations({ MaxResults: 1 });
  assertEquals(first.AssociationSummaries?.length, 1);
  assertEquals(await types({ MaxResults: 1, NextToken: first.NextToken }), ["DataSet"]);
});

Deno.test("An association is made once, between what is there, and deleted once", async () => {
  await using found = await lineage();
  const { sagemaker } = found.aws;
  const ends = { SourceArn: found.run, DestinationArn: found.artifacts[1] };
  await assertRefused(
    () => sagemaker.addAssociation(ends),
    "ValidationException",
    /already exists/,
  );
  assertEquals((await sagemaker.deleteAssociation(ends)).SourceArn, found.run);
  await assertRefused(() => sagemaker.deleteAssociation(ends), "ResourceNotFound");
  await sagemaker.addAssociation(ends);
  const prefix = "arn:aws:sagemaker:local:000000000000:";
  for (const kind of ["artifact", "experiment-trial-component", "experiment", "action"]) {
    const SourceArn = `${prefix}${kind}/absent`;
    await assertRefused(() => sagemaker.addAssociation({ ...ends, SourceArn }), "ResourceNotFound");
  }
  // Trials take no part in lineage.
  const SourceArn = `${prefix}experiment-trial/group`;
  await assertRefused(
    () => sagemaker.addAssociation({ ...ends, SourceArn }),
    "ValidationException",
  );
});
