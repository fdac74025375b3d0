import crypto from "node:crypto";
import fs from "node:fs";
import sqlite from "node:sqlite";
import type { QueryLineageRequest } from "@aws-sdk/client-sagemaker";
import { assertEquals, assertLess } from "@std/assert";
import { openSqliteStore } from "../../../src/local/store.ts";
import { countingSqlite } from "../../support/counting_sqlite.ts";
import { inFolder } from "../../support/temporary_folder.ts";
import { assertRefused, type TestService, testService, tickingClock } from "../test_service.ts";

const PREFIX = "arn:aws:sagemaker:local:000000000000:";

/** Contexts by name, each associated with those after the arrows: `a > b`. */
async function contexts(aws: TestService, ...links: readonly string[]): Promise<void> {
  const names = new Set(links.flatMap((link) => link.split(" > ")));
  for (const ContextName of names) {
    await aws.sagemaker.createContext({
      ContextName,
      ContextType: `type-${ContextName}`,
      Source: { SourceUri: "u" },
    });
  }
  for (const link of links) {
    const [SourceArn, DestinationArn] = link.split(" > ").map((name) => `${PREFIX}context/${name}`);
    await aws.sagemaker.addAssociation({ SourceArn, DestinationArn });
  }
}

/** The answer to a query from a context: names of vertices, and edges as links. */
async function query(
  aws: TestService,
  start: string,
  input: QueryLineageRequest = {},
): Promise<readonly string[]> {
  const StartArns = [`${PREFIX}context/${start}`];
  const { Vertices = [], Edges = [] } = await aws.sagemaker.queryLineage({ ...input, StartArns });
  const nameOf = (arn = ""): string => arn.slice(arn.indexOf("/") + 1);
  return [
    ...Vertices.map(({ Arn }) => nameOf(Arn)),
    ...Edges.map((edge) => `${nameOf(edge.SourceArn)} > ${nameOf(edge.DestinationArn)}`),
  ];
}

Deno.test("QueryLineage shows the lineage of a deployed model as the SDK draws it", async () => {
  await using aws = await testService({ now: tickingClock() });
  const artifact = async (ArtifactType: string): Promise<string | undefined> =>
    (await aws.sagemaker.createArtifact({ ArtifactType, Source: { SourceUri: ArtifactType } }))
      .ArtifactArn;
  const [image, data, model] = [
    await artifact("Image"),
    await artifact("DataSet"),
    await artifact("Model"),
  ];
  const Source = { SourceUri: "u" };
  const { ActionArn: deploy } = await aws.sagemaker.createAction({
    ActionName: "deploy",
    ActionType: "ModelDeployment",
    Source,
  });
  const { ContextArn: endpoint } = await aws.sagemaker.createContext({
    ContextName: "endpoint",
    ContextType: "Endpoint",
    Source,
  });
  const edges = [
    { SourceArn: image, DestinationArn: model, AssociationType: "ContributedTo" },
    { SourceArn: data, DestinationArn: model, AssociationType: "AssociatedWith" },
    { SourceArn: model, DestinationArn: deploy },
    { SourceArn: deploy, DestinationArn: endpoint, AssociationType: "Produced" },
  ] as const;
  for (const edge of edges) await aws.sagemaker.addAssociation(edge);
  const { Vertices, Edges, NextToken } = await aws.sagemaker.queryLineage({
    StartArns: [model ?? ""],
    IncludeEdges: true,
  });
  assertEquals<unknown>(new Set(Edges), new Set(edges));
  assertEquals(NextToken, undefined);
  assertEquals<unknown>(
    new Set(Vertices),
    new Set([
      { Arn: model, Type: "Model", LineageType: "Artifact" },
      { Arn: image, Type: "Image", LineageType: "Artifact" },
      { Arn: data, Type: "DataSet", LineageType: "Artifact" },
      { Arn: deploy, Type: "ModelDeployment", LineageType: "Action" },
      { Arn: endpoint, Type: "Endpoint", LineageType: "Context" },
    ]),
  );
});

Deno.test("QueryLineage walks up, down or both, but finds no siblings", async () => {
  await using aws = await testService();
  await contexts(aws, "data > run", "data > sibling", "run > model", "other > model");
  assertEquals(await query(aws, "run", { Direction: "Ascendants" }), ["data"]);
  assertEquals(await query(aws, "run", { Direction: "Descendants" }), ["model"]);
  assertEquals(await query(aws, "run"), ["data", "model"]);
  assertEquals(await query(aws, "sibling", { Direction: "Descendants" }), []);
});

Deno.test("QueryLineage goes ten associations deep, or as deep as MaxDepth says", async () => {
  await using aws = await testService();
  await contexts(aws, ...Array.from({ length: 12 }, (_, index) => `c${index} > c${index + 1}`));
  const ten = Array.from({ length: 10 }, (_, index) => `c${index + 1}`);
  assertEquals(await query(aws, "c0"), ten);
  assertEquals(await query(aws, "c0", { MaxDepth: 10 }), ten);
  assertEquals(await query(aws, "c0", { MaxDepth: 2 }), ["c1", "c2"]);
  assertEquals(await query(aws, "c0", { MaxDepth: 0 }), []);
});

Deno.test("QueryLineage with edges adds the start and what is on the way, no longer than MaxDepth", async () => {
  await using aws = await testService();
  // A short way to the match, and a detour that comes back to its beginning.
  await contexts(aws, "s > a", "a > b", "b > m", "a > c", "c > d", "d > a");
  const Filters = { Types: ["type-m"] };
  assertEquals(await query(aws, "s", { Filters, MaxDepth: 4 }), ["m"]);
  assertEquals(await query(aws, "s", { Filters, MaxDepth: 4, IncludeEdges: true }), [
    ...["s", "a", "b", "m"],
    ...["s > a", "a > b", "b > m"],
  ]);
  assertEquals(await query(aws, "s", { Filters, MaxDepth: 2, IncludeEdges: true }), ["s"]);
});

Deno.test("QueryLineage passes no experiment, and starts at one", async () => {
  await using aws = await testService();
  await contexts(aws, "a > b");
  await aws.sagemaker.createExperiment({ ExperimentName: "demo" });
  const [experiment, a, b] = ["experiment/demo", "context/a", "context/b"].map((end) =>
    `${PREFIX}${end}`
  );
  await aws.sagemaker.addAssociation({ SourceArn: b, DestinationArn: experiment });
  await aws.sagemaker.addAssociation({ SourceArn: experiment, DestinationArn: a });
  assertEquals(await query(aws, "a", { IncludeEdges: true }), ["a", "b", "a > b"]);
  const { Vertices, Edges } = await aws.sagemaker.queryLineage({
    StartArns: [experiment ?? ""],
    Direction: "Descendants",
    IncludeEdges: true,
  });
  assertEquals(Vertices?.map(({ Arn }) => Arn), [a, b]);
  assertEquals(Edges?.length, 1);
});

Deno.test("QueryLineage shows the type of a job's run without AWS's prefix", async () => {
  await using aws = await testService();
  await aws.call("CreateTrainingJob", {
    TrainingJobName: "job",
    RoleArn: "arn:aws:iam::000000000000:role/r",
    OutputDataConfig: { S3OutputPath: "s3://b/o" },
  });
  const run = `${PREFIX}experiment-trial-component/job-aws-training-job`;
  const { ContextArn } = await aws.sagemaker.createContext({
    ContextName: "endpoint",
    ContextType: "Endpoint",
    Source: { SourceUri: "u" },
  });
  await aws.sagemaker.addAssociation({ SourceArn: run, DestinationArn: ContextArn });
  const types = async (...Types: string[]): Promise<unknown> =>
    (await aws.sagemaker.queryLineage({ StartArns: [ContextArn ?? ""], Filters: { Types } }))
      .Vertices?.map(({ Type }) => Type);
  assertEquals(await types(), ["TrainingJob"]);
  assertEquals(await types("TrainingJob"), ["TrainingJob"]);
  assertEquals(await types("SageMakerTrainingJob"), []);
});

Deno.test("QueryLineage has pages of fifty vertices at most", async () => {
  await using aws = await testService();
  await contexts(aws, ...Array.from({ length: 60 }, (_, index) => `start > c${index}`));
  const StartArns = [`${PREFIX}context/start`];
  const first = await aws.sagemaker.queryLineage({ StartArns });
  assertEquals(first.Vertices?.length, 50);
  const second = await aws.sagemaker.queryLineage({ StartArns, NextToken: first.NextToken });
  assertEquals([second.Vertices?.length, second.NextToken], [10, undefined]);
  assertEquals(new Set([...first.Vertices ?? [], ...second.Vertices ?? []]).size, 60);
});

Deno.test("QueryLineage refuses what AWS's model refuses, and a start that is not there", async () => {
  await using aws = await testService();
  await contexts(aws, "a > b");
  const StartArns = [`${PREFIX}context/a`];
  for (
    const change of [
      { StartArns: undefined },
      { StartArns: [] },
      { StartArns: [...StartArns, ...StartArns] },
      { StartArns: [`${PREFIX}experiment-trial/a`] },
      { Direction: "Up" },
      { MaxDepth: 11 },
      { MaxDepth: -1 },
      { MaxResults: 0 },
      { MaxResults: 51 },
      { Filters: { LineageTypes: ["Experiment"] } },
      { Filters: { Types: ["x".repeat(41)] } },
      { Filters: { Types: Array(6).fill("t") } },
      { Filters: { Properties: { k: "x".repeat(257) } } },
      { NextToken: "none" },
      { NextToken: btoa("[1]") },
    ]
  ) {
    const { body } = await aws.call("QueryLineage", { StartArns, ...change });
    assertEquals(body["__type"], "ValidationException", JSON.stringify([change, body]));
  }
  const { body } = await aws.call("QueryLineage", { StartArns, IncludeEdges: "true" });
  assertEquals(body["__type"], "SerializationException");
  for (
    const arn of [`${PREFIX}context/none`, StartArns[0]?.replace(":local:", ":eu-west-1:") ?? ""]
  ) {
    const start = { StartArns: [arn] };
    await assertRefused(() => aws.sagemaker.queryLineage(start), "ResourceNotFound");
  }
});

Deno.test("QueryLineage reads the associations of a hub, and of a store, a few hundred at a time", () =>
  inFolder(async (folder) => {
    using counting = countingSqlite(sqlite);
    const store = openSqliteStore({ folder, sqlite: counting.sqlite, fs, crypto });
    await using aws = await testService({ store });
    const spokes = Array.from({ length: 2_000 }, (_, index) => `spoke-${index}`);
    await store.write(async ({ entities }) => {
      const times = { created: 1, modified: 1 };
      for (const key of ["hub", ...spokes]) {
        const body = { ContextName: key, ContextType: "t", Source: { SourceUri: "u" } };
        await entities.put("context", { key, parent: "u", ...times, body });
      }
      const SourceArn = `${PREFIX}context/hub`;
      for (const spoke of spokes) {
        const DestinationArn = `${PREFIX}context/${spoke}`;
        const key = `${SourceArn} ${DestinationArn}`;
        const body = { SourceArn, DestinationArn };
        await entities.put("association", { key, parent: SourceArn, ...times, body });
      }
    });
    for (const Direction of ["Ascendants", "Descendants"] as const) {
      const before = counting.transactions.length;
      const start = Direction === "Ascendants" ? "spoke-7" : "hub";
      const found = await query(aws, start, { Direction, IncludeEdges: true });
      assertEquals(found.length, Direction === "Ascendants" ? 3 : 99);
      const reads = counting.transactions.slice(before).map(({ longestRead }) => longestRead);
      assertLess(Math.max(...reads), 300, Direction);
    }
  }));
