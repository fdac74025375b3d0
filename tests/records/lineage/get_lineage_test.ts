import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  ArgumentError,
  getLineage,
  getRun,
  type Lineage,
  RunNotFoundError,
  type Session,
  withRun,
} from "../../../mod.ts";
import { type LineageRecorder, lineageRecorder } from "../../support/lineage_entities.ts";
import { awsRefusal, type ScriptedAws, scriptedAws } from "../../support/scripted_aws.ts";
import { temporaryService } from "../../support/services.ts";

/** Records a run of the experiment "demo", and gives its ARN. */
async function recordRun(session: Session, runName: string): Promise<string> {
  const names = { experimentName: "demo", runName };
  await withRun({ ...names, session, captureEnvironment: false }, () => {});
  return (await getRun(names, { session })).arn;
}

interface Recorded extends ScriptedAws, AsyncDisposable {
  readonly lineage: LineageRecorder;
}

/** A session over a service as over AWS. `refused` are ARNs that the credentials may not read. */
async function open(refused: readonly string[] = []): Promise<Recorded> {
  const service = await temporaryService();
  const aws = await scriptedAws(service, ({ operation, members }) => {
    const isRefused = operation.startsWith("Describe") &&
      refused.some((arn) => Object.values(members).includes(arn));
    return isRefused ? awsRefusal("AccessDeniedException") : undefined;
  }, { turns: 0 });
  return {
    ...aws,
    lineage: await lineageRecorder(aws.session),
    async [Symbol.asyncDispose]() {
      await aws.session[Symbol.asyncDispose]();
      await service.close();
    },
  };
}

const namesOf = ({ ascendants, descendants }: Lineage) =>
  [ascendants, descendants].map(({ entities }) => entities.map(({ name }) => name));

/** How often each operation was sent. */
function counted({ calls }: ScriptedAws): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { operation } of calls) counts[operation] = (counts[operation] ?? 0) + 1;
  return counts;
}

Deno.test("getLineage() of a run finds actions, contexts, artifacts and runs, with their details", async () => {
  await using aws = await open();
  const { session, lineage, reset } = aws;
  const [prepare, train] = [await recordRun(session, "prepare"), await recordRun(session, "train")];
  const data = await lineage.artifact("data", "DataSet", "s3://bucket/data", { rows: "10" });
  const model = await lineage.artifact(undefined, "Model", "s3://bucket/models/best/");
  const deploy = await lineage.action("deploy", "ModelDeployment", {
    Status: "InProgress",
    Description: "blue",
    Properties: { ticket: "1" },
  });
  const endpoint = await lineage.context("endpoint", "Endpoint", { Description: "serves" });
  await lineage.link(prepare, data, "Produced");
  await lineage.link(data, train, "ContributedTo");
  await lineage.link(train, model, "Produced");
  await lineage.link(model, deploy);
  await lineage.link(deploy, endpoint, "AssociatedWith");
  reset();
  const found = await getLineage({ experimentName: "Demo", runName: "train" }, { session });
  assertEquals(namesOf(found), [["data", "prepare"], ["best", "deploy", "endpoint"]]);
  const facts = [...found.ascendants.entities, ...found.descendants.entities]
    .map(({ kind, type, run, uri, status, description, properties, isDescribed }) => ({
      kind,
      type,
      run,
      uri,
      status,
      description,
      properties,
      isDescribed,
    }));
  const nothing = { run: undefined, uri: undefined, status: undefined, description: undefined };
  const source = "s3://bucket/source";
  assertEquals(facts, [
    {
      ...nothing,
      kind: "artifact",
      type: "DataSet",
      uri: "s3://bucket/data",
      properties: { rows: "10" },
      isDescribed: true,
    },
    {
      ...nothing,
      kind: "run",
      type: "TrialComponent",
      run: { experimentName: "demo", runName: "prepare" },
      status: "Completed",
      properties: {},
      isDescribed: true,
    },
    {
      ...nothing,
      kind: "artifact",
      type: "Model",
      uri: "s3://bucket/models/best/",
      properties: {},
      isDescribed: true,
    },
    {
      ...nothing,
      kind: "action",
      type: "ModelDeployment",
      uri: source,
      status: "InProgress",
      description: "blue",
      properties: { ticket: "1" },
      isDescribed: true,
    },
    {
      ...nothing,
      kind: "context",
      type: "Endpoint",
      uri: source,
      description: "serves",
      properties: {},
      isDescribed: true,
    },
  ]);
  assert(found.descendants.entities.every(({ creationTime }) => creationTime instanceof Date));
  const types = found.associations.map(({ type }) => type);
  assertEquals(types.toSorted(), [
    "AssociatedWith",
    "ContributedTo",
    "Produced",
    "Produced",
    undefined,
  ]);
  assertEquals(counted(aws), {
    DescribeTrialComponent: 1,
    QueryLineage: 2,
    Search: 1,
    DescribeArtifact: 2,
    DescribeAction: 1,
    DescribeContext: 1,
  });
  // Another run that used the same data is found from that data.
  const other = await recordRun(session, "other");
  await lineage.link(data, other, "ContributedTo");
  const users = await getLineage({ arn: data }, { direction: "descendants", depth: 1, session });
  assertEquals(namesOf(users), [[], ["other", "train"]]);
});

Deno.test("getLineage() of a run without lineage sends two queries, and finds nothing", async () => {
  await using aws = await open();
  const arn = await recordRun(aws.session, "alone");
  aws.reset();
  const names = { experimentName: "demo", runName: "alone", arn };
  const found = await getLineage(names, { session: aws.session });
  assertEquals([found.arn, namesOf(found), found.associations], [arn, [[], []], []]);
  assertEquals(counted(aws), { QueryLineage: 2 });
});

Deno.test("getLineage() of a run with 88 neighbors sends 2 queries, a search and a description of each other one, and pages hold each once", async () => {
  await using aws = await open();
  const { session, lineage, reset } = aws;
  const hub = await recordRun(session, "hub");
  const made: string[] = [];
  for (let index = 0; index < 40; index++) {
    made.push(await lineage.artifact(`a${index}`, "Shard"));
    await lineage.link(hub, made.at(-1) ?? "", "Produced");
    // The service names contexts before runs.
    if (index < 8) {
      await lineage.link(await lineage.context(`c${index}`, "Group"), hub, "ContributedTo");
    }
    await lineage.link(await recordRun(session, `user-${index}`), hub, "ContributedTo");
  }
  reset();
  const first = await getLineage({ arn: hub }, { session });
  const counts = counted(aws);
  const { QueryLineage, Search = 0, ...described } = counts;
  assertEquals(QueryLineage, 2);
  assertEquals(Search, 1);
  const descriptions = Object.values(described).reduce((sum, count) => sum + count, 0);
  assertEquals(descriptions, 16 + 8, JSON.stringify(counts));
  for (const direction of ["ascendants", "descendants"] as const) {
    const arns = first[direction].entities.map(({ arn }) => arn);
    assertEquals(arns.length, 16);
    let { nextToken } = first[direction];
    while (nextToken !== undefined) {
      reset();
      const page = await getLineage({ arn: hub }, { direction, nextToken, session });
      assert(aws.calls.length <= 1 + 17 + 1, String(aws.calls.length));
      arns.push(...page[direction].entities.map(({ arn }) => arn));
      ({ nextToken } = page[direction]);
    }
    assertEquals(new Set(arns).size, arns.length);
    assertEquals(arns.length, direction === "ascendants" ? 48 : 40);
    if (direction === "descendants") assertEquals(new Set(arns), new Set(made));
  }
});

Deno.test("getLineage() ends at its depth, and an association shows that there is more", async () => {
  await using aws = await open();
  const { session, lineage } = aws;
  const run = await recordRun(session, "start");
  let last = run;
  const chain: string[] = [];
  for (let index = 1; index <= 5; index++) {
    const next = await lineage.context(`c${index}`, "Link");
    await lineage.link(last, next, "AssociatedWith");
    chain.push(last = next);
  }
  for (const depth of [1, 3, 9]) {
    const found = await getLineage({ arn: run }, { depth, session });
    const { entities } = found.descendants;
    assertEquals(entities.map(({ arn }) => arn), chain.slice(0, depth));
    const known = new Set([run, ...entities.map(({ arn }) => arn)]);
    const beyond = found.associations.filter(({ destinationArn }) => !known.has(destinationArn));
    assertEquals(
      beyond.map(({ sourceArn }) => sourceArn),
      chain.slice(depth - 1, depth).slice(0, depth < 5 ? 1 : 0),
    );
  }
});

Deno.test("getLineage() shows what the credentials may not read by the end of its ARN", async () => {
  const refused: string[] = [];
  await using aws = await open(refused);
  const { session, lineage } = aws;
  const run = await recordRun(session, "start");
  const [action, artifact] = [
    await lineage.action("foreign", "Deploy"),
    await lineage.artifact("a", "Model"),
  ];
  for (const made of [action, artifact]) await lineage.link(run, made);
  refused.push(action, artifact);
  const found = await getLineage({ arn: run }, { session });
  assertEquals(
    found.descendants.entities.map(({ arn, name, isDescribed }) => [arn, name, isDescribed]),
    [
      [action, "foreign", false],
      [artifact, artifact.slice(artifact.indexOf("/") + 1), false],
    ],
  );
});

Deno.test("getLineage() rejects what it cannot read", async () => {
  await using aws = await open();
  const { session } = aws;
  const arn = await recordRun(session, "start");
  const missing = { experimentName: "demo", runName: "none" };
  await assertRejects(() => getLineage(missing, { session }), RunNotFoundError);
  const cases = [
    [{ arn: "demo" }, {}, "arn"],
    [{ arn, depth: 1 } as { arn: string }, {}, "start.depth"],
    [{ arn }, { depth: 10 }, "depth"],
    [{ arn }, { maxEntities: 50 }, "maxEntities"],
    [{ arn }, { nextToken: "x" }, "nextToken"],
    [{ arn }, { direction: "ascendants", nextToken: "x" }, "nextToken"],
  ] as const;
  for (const [start, options, argument] of cases) {
    const error = await assertRejects(
      () => getLineage(start, { ...options, session }),
      ArgumentError,
    );
    assert(error.argument.endsWith(argument), error.message);
  }
});
